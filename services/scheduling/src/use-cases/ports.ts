import type { Clock, FreeTimeChanged, OfficeQueue, Outbox, Postgres } from '@creneau/chassis';
import type { GenerationSettings } from '../domain/schedule';

/** What scheduling asks of office-config. */
export interface SettingsSource {
  /** The current settings. Throws `unprocessable` (office_not_configured) for an office never configured. */
  current(officeId: string): Promise<GenerationSettings>;
  /** The same, and from now on no save may lie in another time zone: for the days that are generated first. */
  fixZone(officeId: string): Promise<GenerationSettings>;
  /** Current versions by office id, of those whose version is above this one. */
  versions(officeIds: readonly string[], above: number): Promise<ReadonlyMap<string, number>>;
}

export interface Deps {
  postgres: Postgres;
  outbox: Outbox;
  clock: Clock;
  settings: SettingsSource;
  queue: OfficeQueue;
  /** Tells who remembers free time that it may be another now. */
  freeTimeChanged: FreeTimeChanged;
}
