import type { Db } from '@creneau/chassis';
import { KEPT_DAYS } from '../../domain/schedule';
import { HORIZON, SCHEDULE } from './schedule-repository';

/** The offices behind that are next in the order of their ids: all that are, up to the last of them. */
export interface Behind {
  lastId: string;
  /** By the version that their days would come from. */
  byVersion: ReadonlyMap<number, readonly string[]>;
}

/** The offices after one, with their horizons. The planner does not infer that one range is that of the other. */
const OFFICES = 'office_schedule s LEFT JOIN planning_horizon h ON h.office_id = s.office_id AND h.office_id > $3';

/** Where the window of an office should end: of `today`, or of its own date at `at` where `today` is null. */
const TARGET = 'coalesce($2::date, ($1::timestamptz AT TIME ZONE tz)::date) + window_days';

/** Whether any office's days end before its window does. Most often none, which a look at all tells sooner than a walk in the order of their ids. */
export const isAnyBehind = async (db: Db, at: Temporal.Instant, today: Temporal.PlainDate | null): Promise<boolean> => {
  const [row] = await db.query<{ n: number }>(`SELECT count(*) AS n FROM ${SCHEDULE} WHERE ${HORIZON} < ${TARGET}`, [
    at,
    today,
  ]);
  return (row?.n ?? 0) > 0;
};

/** The next offices whose days end before their window does, of which about so many days are missing; undefined when there are none. */
export const findBehind = async (
  db: Db,
  at: Temporal.Instant,
  today: Temporal.PlainDate | null,
  afterId: string,
  days: number,
): Promise<Behind | undefined> => {
  // One text of ids a version: a row for each office would cost more to read than all else that is done about it here.
  const rows = await db.query<{ settings_version: number; ids: string }>(
    `SELECT settings_version, string_agg(office_id::text, ' ' ORDER BY office_id) AS ids
     FROM (SELECT office_id, settings_version, sum(missing) OVER (ORDER BY office_id) - missing AS missing_before
           FROM (SELECT s.office_id, settings_version, ${TARGET} - ${HORIZON} AS missing FROM ${OFFICES}
                 WHERE s.office_id > $3 AND ${HORIZON} < ${TARGET} ORDER BY s.office_id LIMIT $4) AS next) AS behind
     WHERE missing_before < $4 GROUP BY settings_version`,
    [at, today, afterId, days],
  );
  if (rows.length === 0) return undefined;
  const byVersion = new Map(rows.map((row) => [row.settings_version, row.ids.split(' ')]));
  const lastId =
    [...byVersion.values()]
      .map((ids) => ids.at(-1) ?? '')
      .sort()
      .at(-1) ?? '';
  return { lastId, byVersion };
};

const FILLING = 7_253_004;

/**
 * Keeps all windows from being filled until the transaction ends; those who do so do not wait for one another. How far days reach, read
 * in a later statement, stays true, and hours that are written now are those of the day after. Behind the office's own lock: whoever
 * waits for that would keep a window waiting, and with it everybody else's save.
 */
export const holdWindows = async (db: Db): Promise<void> => {
  await db.query('SELECT pg_advisory_xact_lock_shared($1)', [FILLING]);
};

/** Some offices, all with `afterId < id <= lastId`, of which the planner knows nothing but that. */
export interface Batch {
  afterId: string;
  lastId: string;
  officeIds: readonly string[];
}

/**
 * Fills up the windows of these offices, one row a day; answers how many offices and days. It locks no office: bookings go on, and
 * another replica that fills windows waits and finds nothing left to do. A day beyond its office's horizon fails it, unless
 * `daysThere` keeps such a day as it is: to look for one before each row costs a third of what a row does.
 */
export const fillWindows = async (
  tx: Db,
  at: Temporal.Instant,
  today: Temporal.PlainDate | null,
  { afterId, lastId, officeIds }: Batch,
  daysThere: 'fail' | 'stay' = 'fail',
): Promise<{ offices: number; days: number }> => {
  await tx.query('SELECT pg_advisory_xact_lock($1)', [FILLING]);
  // One statement, so that the days and the horizon are of one moment.
  const [row] = await tx.query<{ offices: number; days: number }>(
    `WITH behind AS MATERIALIZED (
       SELECT s.office_id, tz, visit_minutes, weekly_periods, through IS NULL AS is_first, ${HORIZON} AS since, ${TARGET} AS until
       FROM ${OFFICES} AND h.office_id <= $4
       WHERE s.office_id > $3 AND s.office_id <= $4 AND s.office_id = ANY($5::uuid[]) AND ${HORIZON} < ${TARGET}),
     first AS (INSERT INTO planning_horizon (office_id, through) SELECT office_id, until FROM behind WHERE is_first),
     later AS (
       UPDATE planning_horizon h SET through = until FROM behind
       WHERE h.office_id = behind.office_id AND h.office_id > $3 AND h.office_id <= $4),
     added AS (
       INSERT INTO planning_day (office_id, day, tz, visit_minutes, periods)
       SELECT office_id, since + n, tz, visit_minutes, weekly_periods -> (extract(isodow FROM since + n)::int - 1)
       FROM behind, generate_series(1, until - since) AS n
       ${daysThere === 'stay' ? 'ON CONFLICT DO NOTHING' : ''} RETURNING 1)
     SELECT (SELECT count(*) FROM behind) AS offices, (SELECT count(*) FROM added) AS days`,
    [at, today, afterId, lastId, officeIds],
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
