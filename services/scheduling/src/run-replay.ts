import { runReplay } from '@creneau/chassis';
import { loadConfig } from './config';
import { areas, subscriptions } from './inbound/kafka/subscriptions';

/** Who remembers free time asks again within a second: a command of an operator need not tell. */
const freeTimeChanged = (): void => undefined;

/** Applies what this service's consumer parked: see the chassis. */
void runReplay({
  service: 'scheduling',
  loadConfig,
  areas,
  listen: ({ clock }) => subscriptions({ clock, freeTimeChanged }),
});
