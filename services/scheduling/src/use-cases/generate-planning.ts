import { alreadyExists, type Tx } from '@creneau/chassis';
import { PlanningGenerated } from '@creneau/proto/scheduling/v1/events';
import { slotsOf } from '../domain/planning-day';
import { type GenerationSettings, localDate, type OfficeSchedule, windowEnd } from '../domain/schedule';
import { findDays, generateDays } from '../outbound/postgres/day-repository';
import {
  beginSchedule,
  findSchedule,
  raiseVersion,
  saveGeneratedThrough,
  saveSettings,
} from '../outbound/postgres/schedule-repository';
import { lockForChange } from './lock-for-change';
import { scheduleMessage } from './messages';
import type { Deps } from './ports';

export interface GeneratedPlanning {
  schedule: OfficeSchedule;
  days: number;
  slots: number;
}

/**
 * Generates all days of the window at once (C1). Throws `already_exists` (already_generated) the second time.
 *
 * The office's row is written before its settings are asked for: a save that comes in between finds the row and leaves its
 * newer version there, so that no window is ever generated from hours that were already replaced. Asking fixes the time zone:
 * no save can move it while the days are made. A generation that died half-way is resumed by the next request.
 */
export const makeGeneratePlanning =
  (d: Pick<Deps, 'postgres' | 'outbox' | 'clock' | 'settings' | 'freeTimeChanged'>) =>
  async (officeId: string): Promise<GeneratedPlanning> => {
    if ((await findSchedule(d.postgres, officeId))?.generatedThrough) throw alreadyGenerated();
    await beginSchedule(d.postgres, officeId, await d.settings.current(officeId));
    const settings = await d.settings.fixZone(officeId);
    return d.postgres.tx((tx) => generate(tx, d, officeId, settings));
  };

const generate = async (
  tx: Tx,
  d: Pick<Deps, 'outbox' | 'clock' | 'freeTimeChanged'>,
  officeId: string,
  settings: GenerationSettings,
): Promise<GeneratedPlanning> => {
  await lockForChange(tx, d, officeId);
  await saveSettings(tx, officeId, settings);
  const begun = await findSchedule(tx, officeId);
  if (!begun || begun.generatedThrough) throw alreadyGenerated();
  const today = localDate(d.clock.now(), begun.tz);
  const through = windowEnd(today, begun.windowDays);
  await generateDays(tx, officeId, today, through);
  await saveGeneratedThrough(tx, officeId, through);
  const days = await findDays(tx, officeId, today, through);
  const schedule = { ...begun, generatedThrough: through, version: await raiseVersion(tx, officeId) };
  await d.outbox.add(tx, officeId, PlanningGenerated, {
    officeId,
    version: schedule.version,
    schedule: scheduleMessage(officeId, schedule),
  });
  return { schedule, days: days.length, slots: days.reduce((sum, day) => sum + slotsOf(day).length, 0) };
};

const alreadyGenerated = () => alreadyExists('already_generated', 'The initial planning was already generated.');
