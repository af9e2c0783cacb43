import type { Db } from '@creneau/chassis';

/** A booked visit as the planning shows it: hundreds are read at once, so nothing more, and times as numbers. */
export interface PlannedVisit {
  id: string;
  patientId: string;
  startsAtS: number;
  endsAtS: number;
  reason: string;
  phone: string;
  teleconsultation: boolean;
  absent: boolean;
  version: number;
  lastName: string;
  firstName: string;
  banned: boolean;
  /** A past teleconsultation that is not known to be settled: as `isUnpaid` has it (G5). */
  unpaid: boolean;
}

export interface PlanningSpan {
  officeId: string;
  from: Temporal.Instant;
  /** Null: without end. */
  to: Temporal.Instant | null;
  /** Decides what is past. */
  at: Temporal.Instant;
}

const PLANNED = `SELECT v.id, v.patient_id AS "patientId", extract(epoch FROM v.starts_at)::bigint AS "startsAtS",
    extract(epoch FROM v.ends_at)::bigint AS "endsAtS", v.reason, v.phone, v.teleconsultation, v.absent, v.version,
    coalesce(p.last_name, '') AS "lastName", coalesce(p.first_name, '') AS "firstName", coalesce(p.banned, false) AS banned,
    v.teleconsultation AND v.ends_at <= $4 AND s.settled IS NOT TRUE AS unpaid
  FROM visit v
  LEFT JOIN office_patient p ON p.office_id = v.office_id AND p.patient_id = v.patient_id
  LEFT JOIN payment_state s ON s.visit_id = v.id
  WHERE v.office_id = $1 AND v.state = 'booked'`;

/** Booked visits of the office that end within the span, and those of any age that are followed up; by time. */
export const findPlannedVisits = (db: Db, { officeId, from, to, at }: PlanningSpan): Promise<PlannedVisit[]> =>
  db.query<PlannedVisit>(
    {
      name: 'planned-visits',
      text: `${PLANNED} AND v.ends_at > $2 AND v.ends_at <= coalesce($3::timestamptz, 'infinity')
             UNION ALL
             ${PLANNED} AND v.ends_at <= $2
               AND (v.absent OR v.teleconsultation) AND (v.absent OR s.settled IS NOT TRUE)
             ORDER BY "startsAtS", id`,
    },
    [officeId, from, to, at],
  );
