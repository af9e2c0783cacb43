import type { Tx } from '@creneau/chassis';
import { effectiveFrom, type GenerationSettings } from '../domain/schedule';
import { findSchedule, lockOffice, saveSettings } from '../outbound/postgres/schedule-repository';
import { holdWindows } from '../outbound/postgres/window-repository';
import type { Deps } from './ports';

/**
 * Remembers the current settings for the days to come and answers the first day they hold (B3), or undefined while no
 * planning is generated. Repeating it, and an older version, change nothing.
 */
export const makeApplySettings =
  (d: Pick<Deps, 'postgres' | 'settings' | 'queue'>) =>
  async (officeId: string): Promise<Temporal.PlainDate | undefined> => {
    const settings = await d.settings.current(officeId);
    return d.queue(officeId, () => d.postgres.tx((tx) => applySettings(tx, officeId, settings)));
  };

/** The same within a transaction, for the event that repeats a call its sender did not live to make. */
export const applySettings = async (
  tx: Tx,
  officeId: string,
  settings: GenerationSettings,
): Promise<Temporal.PlainDate | undefined> => {
  if (!(await lockOffice(tx, officeId))) return undefined;
  await holdWindows(tx);
  await saveSettings(tx, officeId, settings);
  const schedule = await findSchedule(tx, officeId);
  return schedule?.generatedThrough ? effectiveFrom(schedule.generatedThrough) : undefined;
};
