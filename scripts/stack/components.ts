import { kafka } from './kafka';
import { keycloak } from './keycloak';
import { mail } from './mail';
import { mongodb } from './mongodb';
import { postgres } from './postgres';
import { redis } from './redis';
import type { Secrets } from './secrets';
import type { StackSettings } from './settings';
import type { Unit } from './unit';

/** Every real component of the stack, those that others need first. */
export const components = (settings: StackSettings, secrets: Secrets): Unit[] => [
  postgres(settings, secrets),
  mongodb(settings, secrets),
  keycloak(settings, secrets),
  kafka(settings),
  redis(settings),
  mail(settings),
];
