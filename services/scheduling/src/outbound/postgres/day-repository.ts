import type { Db } from '@creneau/chassis';
import type { Period, PlanningDay } from '../../domain/planning-day';

interface Row {
  day: Temporal.PlainDate;
  tz: string;
  visit_minutes: number;
  periods: Period[];
}

/** Generates the days from..to (inclusive) from the settings of the office's row; days that exist stay as they are. */
export const generateDays = async (
  db: Db,
  officeId: string,
  from: Temporal.PlainDate,
  to: Temporal.PlainDate,
): Promise<void> => {
  await db.query(
    `INSERT INTO planning_day (office_id, day, tz, visit_minutes, periods)
     SELECT office_id, day::date, tz, visit_minutes, weekly_periods -> (extract(isodow FROM day)::int - 1)
     FROM office_schedule, generate_series($2::date, $3::date, interval '1 day') AS day
     WHERE office_id = $1
     ON CONFLICT DO NOTHING`,
    [officeId, from, to],
  );
};

export const findDays = async (
  db: Db,
  officeId: string,
  from: Temporal.PlainDate,
  to: Temporal.PlainDate,
): Promise<PlanningDay[]> => {
  const rows = await db.query<Row>(
    {
      name: 'day-range',
      text: `SELECT day, tz, visit_minutes, periods FROM planning_day
             WHERE office_id = $1 AND day BETWEEN $2 AND $3 ORDER BY day`,
    },
    [officeId, from, to],
  );
  return rows.map((row) => ({ day: row.day, tz: row.tz, visitMinutes: row.visit_minutes, periods: row.periods }));
};
