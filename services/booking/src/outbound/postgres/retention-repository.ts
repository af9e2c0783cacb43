import type { Db } from '@creneau/chassis';
import { KEPT_DAYS } from '../../domain/follow-up';

/** A key is remembered this long at least, whatever became of its request. */
const KEY_KEPT_HOURS = 48;

/**
 * Deletes one batch of visits older than the kept days by their office's own date, and with them what payment said of them;
 * answers how many went. Unjustified absences and teleconsultations not known to be paid stay (C3). `today` overrides every
 * office's date. Zones span 26 hours, hence the sargable bound beside the exact one.
 */
export const forgetVisits = async (
  db: Db,
  at: Temporal.Instant,
  today: Temporal.PlainDate | null,
  limit: number,
): Promise<number> => {
  const [row] = await db.query<{ n: number }>(
    `WITH old AS (
       SELECT v.id FROM visit v LEFT JOIN payment_state s ON s.visit_id = v.id
       WHERE v.ends_at < coalesce($2::date, ($1::timestamptz AT TIME ZONE 'UTC')::date)::timestamp AT TIME ZONE 'UTC'
               - make_interval(days => $3::int - 2)
         AND v.ends_at < (coalesce($2::date, ($1::timestamptz AT TIME ZONE v.tz)::date) - $3::int)::timestamp AT TIME ZONE v.tz
         AND v.changed_at < $1::timestamptz - make_interval(hours => $4::int)
         AND v.intent_due_at IS NULL
         AND NOT (v.state = 'booked' AND (v.absent OR (v.teleconsultation AND s.settled IS NOT TRUE)))
       ORDER BY v.ends_at LIMIT $5 FOR UPDATE OF v SKIP LOCKED),
     gone AS (DELETE FROM visit USING old WHERE visit.id = old.id RETURNING 1)
     SELECT count(*) AS n FROM gone`,
    [at, today, KEPT_DAYS, KEY_KEPT_HOURS, limit],
  );
  return row?.n ?? 0;
};
