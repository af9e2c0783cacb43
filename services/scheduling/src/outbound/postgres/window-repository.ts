import type { Db } from '@creneau/chassis';
import { KEPT_DAYS } from '../../domain/schedule';

/** An office whose days end before its window does, with the version its days would come from. */
export interface OfficeBehind {
  officeId: string;
  settingsVersion: number;
}

/** Where the window of an office should end: of `today`, or of its own date at `at` where `today` is null. */
const TARGET = 'coalesce($2::date, ($1::timestamptz AT TIME ZONE tz)::date) + window_days';

/** The next offices behind, in the order of their ids. */
export const findOfficesBehind = async (
  db: Db,
  at: Temporal.Instant,
  today: Temporal.PlainDate | null,
  afterId: string,
  limit: number,
): Promise<OfficeBehind[]> => {
  const rows = await db.query<{ office_id: string; settings_version: number }>(
    `SELECT office_id, settings_version FROM office_schedule
     WHERE office_id > $3 AND generated_through < ${TARGET} ORDER BY office_id LIMIT $4`,
    [at, today, afterId, limit],
  );
  return rows.map((row) => ({ officeId: row.office_id, settingsVersion: row.settings_version }));
};

/**
 * Fills up the windows of these offices, one row a day; answers how many offices and days. Offices that another replica
 * or a booking holds right now, or has just written, are passed over.
 */
export const fillWindows = async (
  db: Db,
  at: Temporal.Instant,
  today: Temporal.PlainDate | null,
  officeIds: readonly string[],
): Promise<{ offices: number; days: number }> => {
  const [row] = await db.query<{ offices: number; days: number }>(
    `WITH behind AS (
       SELECT ctid AS place, generated_through AS since FROM office_schedule
       WHERE office_id = ANY($3::uuid[]) AND generated_through < ${TARGET}
       FOR UPDATE SKIP LOCKED),
     advanced AS (
       UPDATE office_schedule SET generated_through = ${TARGET} FROM behind WHERE office_schedule.ctid = place
       RETURNING office_id, tz, visit_minutes, weekly_periods, since, generated_through),
     added AS (
       INSERT INTO planning_day (office_id, day, tz, visit_minutes, periods)
       SELECT office_id, since + n, tz, visit_minutes, weekly_periods -> (extract(isodow FROM since + n)::int - 1)
       FROM advanced, generate_series(1, generated_through - since) AS n
       ON CONFLICT DO NOTHING RETURNING 1)
     SELECT (SELECT count(*) FROM advanced) AS offices, (SELECT count(*) FROM added) AS days`,
    [at, today, officeIds],
  );
  return row ?? { offices: 0, days: 0 };
};

/** What is older than the kept days, per table: days by their office's own date, the rest a day later at the most. */
const OLD = {
  planning_day:
    'day < coalesce($2::date, ($1::timestamptz AT TIME ZONE tz)::date) - $3::int AND day < $1::date + 2 - $3::int',
  claim: `changed_at < coalesce($2::date, $1::date - 1) - $3::int
    AND (isempty(during) OR upper(during) < coalesce($2::date, $1::date - 1) - $3::int)`,
  block: 'upper(during) < coalesce($2::date, $1::date - 1) - $3::int',
} as const;

/** Deletes one batch of each table's old rows; answers how many went. */
export const forgetBatch = async (
  db: Db,
  at: Temporal.Instant,
  today: Temporal.PlainDate | null,
  limit: number,
): Promise<number> => {
  let gone = 0;
  for (const [table, condition] of Object.entries(OLD)) {
    const [row] = await db.query<{ n: number }>(
      `WITH gone AS (
         DELETE FROM ${table} WHERE ctid = ANY(ARRAY(SELECT ctid FROM ${table} WHERE ${condition} LIMIT $4)) RETURNING 1)
       SELECT count(*) AS n FROM gone`,
      [at, today, KEPT_DAYS, limit],
    );
    gone += row?.n ?? 0;
  }
  return gone;
};
