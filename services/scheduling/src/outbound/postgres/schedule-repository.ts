import type { Db } from '@creneau/chassis';
import type { GenerationSettings, OfficeSchedule } from '../../domain/schedule';

export interface ScheduleRow {
  office_id: string;
  tz: string;
  window_days: number;
  generated_through: Temporal.PlainDate | null;
  settings_version: number;
  version: number;
}

export const SCHEDULE = 'office_schedule s LEFT JOIN planning_horizon h USING (office_id)';
/** The last day there is: where the first generation ended, or the nights since. Null while no planning is generated. */
export const HORIZON = 'greatest(generated_through, through)';
export const SCHEDULE_COLUMNS = `office_id, tz, window_days, ${HORIZON} AS generated_through, settings_version, version`;

/**
 * Locks offices for the rest of the transaction and only that: what depends on them is read by later statements. One alone is waited
 * for; of several, those that somebody holds are left out.
 */
export const lockOffices = async (
  db: Db,
  officeIds: readonly string[],
): Promise<ReadonlyMap<string, OfficeSchedule>> => {
  const [officeId, ...others] = officeIds;
  const rows = await (others.length === 0
    ? db.query<ScheduleRow>(LOCK, [officeId])
    : db.query<ScheduleRow>(LOCK_FREE, [officeIds]));
  return new Map(rows.map((row) => [row.office_id, toSchedule(row)]));
};

const LOCK = {
  name: 'schedule-lock',
  text: `SELECT ${SCHEDULE_COLUMNS} FROM ${SCHEDULE} WHERE office_id = $1 FOR UPDATE OF s`,
};
const LOCK_FREE = {
  name: 'schedule-lock-free',
  text: `SELECT ${SCHEDULE_COLUMNS} FROM (SELECT unnest($1::uuid[]) AS office_id LIMIT cardinality($1)) AS asked
         JOIN office_schedule s USING (office_id) LEFT JOIN planning_horizon h USING (office_id)
         ORDER BY office_id FOR UPDATE OF s SKIP LOCKED`,
};

export const lockOffice = async (db: Db, officeId: string): Promise<OfficeSchedule | undefined> =>
  (await lockOffices(db, [officeId])).get(officeId);

export const findSchedule = async (db: Db, officeId: string): Promise<OfficeSchedule | undefined> => {
  const [row] = await db.query<ScheduleRow>(
    { name: 'schedule-find', text: `SELECT ${SCHEDULE_COLUMNS} FROM ${SCHEDULE} WHERE office_id = $1` },
    [officeId],
  );
  return row && toSchedule(row);
};

/** Writes the row that says "generation has begun"; does nothing when there is one. */
export const beginSchedule = async (db: Db, officeId: string, settings: GenerationSettings): Promise<void> => {
  await db.query(
    `INSERT INTO office_schedule (office_id, tz, window_days, settings_version, visit_minutes, weekly_periods)
     VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT DO NOTHING`,
    [
      officeId,
      settings.tz,
      settings.windowDays,
      settings.version,
      settings.visitMinutes,
      JSON.stringify(settings.weeklyPeriods),
    ],
  );
};

/** What days are generated from next. A zone that days were generated with stays. */
export const saveSettings = async (db: Db, officeId: string, settings: GenerationSettings): Promise<void> => {
  await db.query(
    `UPDATE office_schedule
     SET window_days = $2, settings_version = $3, visit_minutes = $4, weekly_periods = $5,
         tz = CASE WHEN generated_through IS NULL THEN $6 ELSE tz END
     WHERE office_id = $1 AND settings_version < $3`,
    [
      officeId,
      settings.windowDays,
      settings.version,
      settings.visitMinutes,
      JSON.stringify(settings.weeklyPeriods),
      settings.tz,
    ],
  );
};

export const saveGeneratedThrough = async (db: Db, officeId: string, through: Temporal.PlainDate): Promise<void> => {
  await db.query('UPDATE office_schedule SET generated_through = $2 WHERE office_id = $1', [officeId, through]);
};

/** Raises the aggregate's version for an event of this transaction. */
export const raiseVersion = async (db: Db, officeId: string): Promise<number> => {
  const [row] = await db.query<{ version: number }>(
    'UPDATE office_schedule SET version = version + 1 WHERE office_id = $1 RETURNING version',
    [officeId],
  );
  return row?.version ?? 0;
};

/** The aggregate is at this version or later. */
export const reachVersion = async (db: Db, officeId: string, version: number): Promise<void> => {
  await db.query('UPDATE office_schedule SET version = $2 WHERE office_id = $1 AND version < $2', [officeId, version]);
};

export const toSchedule = (row: ScheduleRow): OfficeSchedule => ({
  officeId: row.office_id,
  tz: row.tz,
  windowDays: row.window_days,
  settingsVersion: row.settings_version,
  generatedThrough: row.generated_through,
  version: row.version,
});
