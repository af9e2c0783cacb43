import { AppError, EVERY_OFFICE, type Logger } from '@creneau/chassis';
import { fillWindows, findOfficesBehind, forgetBatch } from '../outbound/postgres/window-repository';
import { applySettings } from './apply-settings';
import type { Deps } from './ports';

const OFFICES_PER_BATCH = 1_000;
/** The least of all ids. */
const BEFORE_ALL = '00000000-0000-0000-0000-000000000000';
const ROWS_PER_DELETE = 10_000;
/** Says nothing of one office: whoever was asked cannot answer now. */
const AWAY: ReadonlySet<string> = new Set(['unavailable', 'timeout', 'limited']);

export interface WindowRun {
  offices: number;
  daysAdded: number;
  rowsForgotten: number;
}

/**
 * The nightly window (C2): every office has days up to its local today + N, and none older than 30 days. Idempotent: a
 * missed night is caught up, a doubled or interrupted one is harmless, and several replicas share the work. Hours come from
 * the settings in force, asked of office-config because an event may be late and a wrong day is for good.
 * `today` overrides every office's local date.
 */
export const makeRunWindow =
  (d: Pick<Deps, 'postgres' | 'clock' | 'settings' | 'freeTimeChanged'> & { log: Logger }) =>
  async (today: Temporal.PlainDate | null = null): Promise<WindowRun> => {
    const run: WindowRun = { offices: 0, daysAdded: 0, rowsForgotten: 0 };
    const at = d.clock.now();
    const prepare = async (afterId: string) => {
      const behind = await findOfficesBehind(d.postgres, at, today, afterId, OFFICES_PER_BATCH);
      return { ready: await refreshSettings(d, behind), lastId: behind.at(-1)?.officeId };
    };
    /** Goes through all offices once, and answers how many it filled and how many it passed over, since they were held elsewhere. */
    const passThrough = async (): Promise<{ filled: number; held: number }> => {
      const pass = { filled: 0, held: 0 };
      let coming = prepare(BEFORE_ALL);
      for (;;) {
        const { ready, lastId } = await coming;
        if (lastId === undefined) return pass;
        // The next are asked about while these are filled; if they cannot be, waiting for them throws.
        coming = prepare(lastId);
        coming.catch(() => undefined);
        const { offices, days } = await d.postgres.tx((tx) => fillWindows(tx, at, today, ready));
        pass.filled += offices;
        pass.held += ready.length - offices;
        run.offices += offices;
        run.daysAdded += days;
        if (offices > 0) d.freeTimeChanged(EVERY_OFFICE);
      }
    };
    let pass = await passThrough();
    while (pass.held > 0 && pass.filled > 0) pass = await passThrough();
    for (let gone = -1; gone !== 0; run.rowsForgotten += gone) {
      gone = await forgetBatch(d.postgres, at, today, ROWS_PER_DELETE);
    }
    if (run.offices > 0 || run.rowsForgotten > 0) d.log.info(run, 'the window was advanced');
    return run;
  };

/** Asked version by version, since next to all offices have the newest. */
const newerVersions = async (
  d: Pick<Deps, 'settings'>,
  behind: readonly { officeId: string; settingsVersion: number }[],
): Promise<ReadonlyMap<string, number>> => {
  const byVersion = new Map<number, string[]>();
  for (const { officeId, settingsVersion } of behind)
    byVersion.set(settingsVersion, [...(byVersion.get(settingsVersion) ?? []), officeId]);
  const newer = new Map<string, number>();
  for (const [version, officeIds] of byVersion)
    for (const [officeId, current] of await d.settings.versions(officeIds, version)) newer.set(officeId, current);
  return newer;
};

/** Brings the offices to their newest settings and answers those that have them: one that fails holds up no other. */
const refreshSettings = async (
  d: Pick<Deps, 'postgres' | 'settings'> & { log: Logger },
  behind: readonly { officeId: string; settingsVersion: number }[],
): Promise<string[]> => {
  const versions = await newerVersions(d, behind);
  const ready: string[] = [];
  for (const { officeId, settingsVersion } of behind) {
    try {
      if ((versions.get(officeId) ?? 0) > settingsVersion) {
        const settings = await d.settings.current(officeId);
        await d.postgres.tx((tx) => applySettings(tx, officeId, settings));
      }
      ready.push(officeId);
    } catch (error) {
      if (error instanceof AppError && AWAY.has(error.kind)) throw error;
      d.log.error({ err: error, officeId }, 'a window waits: the settings of its office cannot be had');
    }
  }
  return ready;
};
