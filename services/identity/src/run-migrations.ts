import { join } from 'node:path';
import { runMigrations } from '@creneau/chassis';

/** Brings this service's database up to date, before a rollout: see the chassis. */
void runMigrations('identity', join(__dirname, '..', 'migrations'));
