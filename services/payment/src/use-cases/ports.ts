import type { Clock, Outbox, Postgres } from '@creneau/chassis';

export interface Deps {
  postgres: Postgres;
  outbox: Outbox;
  clock: Clock;
}
