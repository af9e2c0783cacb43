import { EVERY_OFFICE, isAway, type Logger, sqlState } from '@creneau/chassis';
import {
  type Batch,
  type Behind,
  fillWindows,
  findBehind,
  forgetBatch,
  isAnyBehind,
} from '../outbound/postgres/window-repository';
import { applySettings } from './apply-settings';
import type { Deps } from './ports';

const DAYS_PER_BATCH = 5_000;
/** The least of all ids. */
const BEFORE_ALL = '00000000-0000-0000-0000-000000000000';
const ROWS_PER_DELETE = 10_000;
const UNIQUE_VIOLATION = '23505';

export interface WindowRun {
  offices: number;
  daysAdded: number;
  rowsForgotten: number;
}

/**
 * The nightly window (C2): every office has days up to its local today + N, and none older than 30 days. Idempotent: a
 * missed night is caught up, and a doubled or interrupted one is harmless, replicas that run it at once too. Hours come from
 * the settings in force, asked of office-config because an event may be late and a wrong day is for good.
 * `today` overrides every office's local date.
 */
export const makeRunWindow =
  (d: Pick<Deps, 'postgres' | 'clock' | 'settings' | 'freeTimeChanged'> & { log: Logger }) =>
  async (today: Temporal.PlainDate | null = null): Promise<WindowRun> => {
    const run: WindowRun = { offices: 0, daysAdded: 0, rowsForgotten: 0 };
    const at = d.clock.now();
    const fill = (batch: Batch) =>
      d.postgres
        .tx((tx) => fillWindows(tx, at, today, batch))
        .catch((error: unknown) => {
          // A night of the release before, which keeps no horizon, may be filling too.
          if (sqlState(error) !== UNIQUE_VIOLATION) throw error;
          return d.postgres.tx((tx) => fillWindows(tx, at, today, batch, 'stay'));
        });
    const prepare = async (afterId: string) => {
      const behind = await findBehind(d.postgres, at, today, afterId, DAYS_PER_BATCH);
      return behind && { afterId, lastId: behind.lastId, officeIds: await refreshSettings(d, behind) };
    };
    let coming = (await isAnyBehind(d.postgres, at, today)) ? prepare(BEFORE_ALL) : undefined;
    for (let batch = await coming; batch; batch = await coming) {
      // The next are asked about while these are filled; if they cannot be, waiting for them throws.
      coming = prepare(batch.lastId);
      coming.catch(() => undefined);
      const { offices, days } = await fill(batch);
      run.offices += offices;
      run.daysAdded += days;
      if (offices > 0) d.freeTimeChanged(EVERY_OFFICE);
    }
    for (let gone = -1; gone !== 0; run.rowsForgotten += gone) {
      gone = await forgetBatch(d.postgres, at, today, ROWS_PER_DELETE);
    }
    if (run.offices > 0 || run.rowsForgotten > 0) d.log.info(run, 'the window was advanced');
    return run;
  };

/** Brings the offices to their newest settings and answers those that have them: one that fails holds up no other. */
const refreshSettings = async (
  d: Pick<Deps, 'postgres' | 'settings'> & { log: Logger },
  { byVersion }: Behind,
): Promise<string[]> => {
  const failed = new Set<string>();
  for (const [version, officeIds] of byVersion) {
    // Next to all offices have the newest.
    for (const [officeId] of await d.settings.versions(officeIds, version)) {
      try {
        const settings = await d.settings.current(officeId);
        await d.postgres.tx((tx) => applySettings(tx, officeId, settings));
      } catch (error) {
        if (isAway(error)) throw error;
        d.log.error({ err: error, officeId }, 'a window waits: the settings of its office cannot be had');
        failed.add(officeId);
      }
    }
  }
  return [...byVersion.values()].flat().filter((officeId) => !failed.has(officeId));
};
