import type { Logger, Page } from '@creneau/chassis';
import type { Change, OfficeState } from '../domain/office';
import type { Settings } from '../domain/settings';

/**
 * Decides on the state as it is at that moment: returns the change, nothing when there is none to make, or throws a
 * refusal. It may be asked again, when another writer was faster.
 */
export type Decide = (state: OfficeState, at: Temporal.Instant) => Change | undefined;

/** One log per office; all there is to know is folded from it. */
export interface OfficeLog {
  /** The state that holds every change acknowledged before the call. */
  current(officeId: string): Promise<OfficeState>;
  /** Appends what `decide` makes of the current state, and answers the state after. Throws what it throws. */
  append(officeId: string, authorId: string, decide: Decide): Promise<OfficeState>;
  /** The settings that the n-th entry holds. */
  settingsAt(officeId: string, n: number): Promise<Settings | undefined>;
  /** The current version of each office's settings, where it is above this one; offices never saved are left out. */
  versions(officeIds: readonly string[], above: number): Promise<ReadonlyMap<string, number>>;
  /** A page of the offices that ever saved settings, by id. */
  officesAfter(page: Page): Promise<readonly string[]>;
}

/** What office-config asks of scheduling. The deadline is that of the call being served. */
export interface Scheduling {
  /** The zone of the days that exist; undefined while there are none. Throws `unavailable`. */
  zoneInForce(officeId: string, deadline: Date | undefined): Promise<string | undefined>;
  /** The first day a version holds, YYYY-MM-DD; empty while no planning is generated. Throws `unavailable`. */
  applySettings(officeId: string, version: number, deadline: Date | undefined): Promise<string>;
}

export interface Deps {
  log: OfficeLog;
  scheduling: Scheduling;
  logger: Logger;
}
