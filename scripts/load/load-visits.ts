import type { Client } from 'pg';
import { Complaint } from '../stack/complaint';
import type { Environment } from '../stack/environment';
import { withDatabases } from './open-stores';

export interface VisitOptions {
  /** The office whose days are filled, generated already. */
  readonly officeId: string;
  /** How many days before today are filled, on their worked hours. */
  readonly pastDays: number;
  /** How many days from today on. */
  readonly comingDays: number;
}

/**
 * Fills an office's slots with visits, as booking, scheduling leave them: copies of the one booking that the office has
 * already, made through the API, each of another patient among those who ever booked. Past days are generated with the
 * hours in force. Slots that are taken stay. Answers how many visits were added.
 */
export const loadVisits = (environment: Environment, options: VisitOptions): Promise<number> =>
  withDatabases(environment, ['scheduling', 'booking'], async ({ scheduling, booking }) => {
    const slots = await takeSlots(scheduling, options);
    await requireExample(booking, options.officeId);
    await booking.query(
      `INSERT INTO office_patient (office_id, patient_id, last_name, first_name, person_version)
       SELECT $1, p.id, 'Charge ' || row_number() OVER (ORDER BY p.id), 'Paule', 1
       FROM (SELECT id FROM patient ORDER BY id LIMIT 500) AS p ON CONFLICT DO NOTHING`,
      [options.officeId],
    );
    const added = await booking.query(
      `WITH example AS (SELECT * FROM visit WHERE office_id = $1 AND state = 'booked' LIMIT 1),
            known AS (SELECT array_agg(patient_id) AS ids FROM office_patient WHERE office_id = $1)
       INSERT INTO visit (id, office_id, patient_id, state, starts_at, ends_at, tz, reason, phone, teleconsultation,
         price_cents, claim_no, last_claim_no, version, schedule_revision, idempotency_key, request_hash, requested_at,
         booked_at, changed_by, changed_by_id, changed_at)
       SELECT s.id, $1, known.ids[1 + s.n % array_length(known.ids, 1)], e.state, s.starts_at, s.ends_at, e.tz,
              'Renouvellement d''ordonnance', e.phone, e.teleconsultation, e.price_cents, 1, 1, e.version,
              e.schedule_revision, 'loaded ' || s.id, e.request_hash, e.requested_at, e.booked_at, e.changed_by,
              known.ids[1 + s.n % array_length(known.ids, 1)]::text, e.changed_at
       FROM example e, known, unnest($2::uuid[], $3::timestamptz[], $4::timestamptz[]) WITH ORDINALITY AS s (id, starts_at, ends_at, n)`,
      [
        options.officeId,
        slots.map(({ id }) => id),
        slots.map((slot) => slot.startsAt),
        slots.map((slot) => slot.endsAt),
      ],
    );
    return added.rowCount ?? 0;
  });

interface Taken {
  readonly id: string;
  readonly startsAt: string;
  readonly endsAt: string;
}

const requireExample = async (booking: Client, officeId: string): Promise<void> => {
  const { rowCount } = await booking.query("SELECT 1 FROM visit WHERE office_id = $1 AND state = 'booked'", [officeId]);
  if (!rowCount) throw new Complaint('The office has no visit to copy: book one through the API first.');
};

/** Generates the past days and claims every slot of the span that nobody holds. */
const takeSlots = async (scheduling: Client, { officeId, pastDays, comingDays }: VisitOptions): Promise<Taken[]> => {
  await scheduling.query(
    `INSERT INTO planning_day (office_id, day, tz, visit_minutes, periods)
     SELECT office_id, day::date, tz, visit_minutes, weekly_periods -> (extract(isodow FROM day)::int - 1)
     FROM office_schedule, generate_series(current_date - $2::int, current_date - 1, interval '1 day') AS day
     WHERE office_id = $1 ON CONFLICT DO NOTHING`,
    [officeId, pastDays],
  );
  const { rows } = await scheduling.query<Taken>(
    `INSERT INTO claim (visit_id, claim_no, office_id, during, state, changed_at)
     SELECT gen_random_uuid(), 1, d.office_id, slot.during, 'held', now()
     FROM planning_day d, jsonb_array_elements(d.periods) AS period,
          LATERAL generate_series((period ->> 0)::int, (period ->> 1)::int - d.visit_minutes, d.visit_minutes) AS minute,
          LATERAL (SELECT (d.day + minute * interval '1 minute') AT TIME ZONE d.tz AS starts_at) AS s,
          LATERAL (SELECT tstzrange(s.starts_at, s.starts_at + d.visit_minutes * interval '1 minute') AS during) AS slot
     WHERE d.office_id = $1 AND d.day BETWEEN current_date - $2::int AND current_date + $3::int - 1
     ON CONFLICT DO NOTHING
     RETURNING visit_id AS id, lower(during)::text AS "startsAt", upper(during)::text AS "endsAt"`,
    [officeId, pastDays, comingDays],
  );
  return rows;
};
