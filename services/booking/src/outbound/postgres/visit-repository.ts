import type { Db } from '@creneau/chassis';
import type { Visit } from '../../domain/visit';
import type { Names } from '../../use-cases/ports';
import { toVisit, VISIT_COLUMNS, type VisitRow } from './visit-columns';

/** A visit under the key of the request that asked for it. */
export interface Request {
  visit: Visit;
  requestHash: string;
}

export const findVisit = async (db: Db, visitId: string): Promise<Visit | undefined> => {
  const [row] = await db.query<VisitRow>(
    { name: 'visit-find', text: `SELECT ${VISIT_COLUMNS} FROM visit v WHERE v.id = $1` },
    [visitId],
  );
  return row && toVisit(row);
};

/** Locks the visit for the rest of the transaction. */
export const lockVisit = async (db: Db, visitId: string): Promise<Visit | undefined> => {
  const [row] = await db.query<VisitRow>(
    { name: 'visit-lock', text: `SELECT ${VISIT_COLUMNS} FROM visit v WHERE v.id = $1 FOR UPDATE` },
    [visitId],
  );
  return row && toVisit(row);
};

export const findRequest = async (db: Db, patientId: string, key: string): Promise<Request | undefined> => {
  const [row] = await db.query<VisitRow & { request_hash: string }>(
    {
      name: 'visit-by-key',
      text: `SELECT ${VISIT_COLUMNS}, v.request_hash FROM visit v WHERE v.patient_id = $1 AND v.idempotency_key = $2`,
    },
    [patientId, key],
  );
  return row && { visit: toVisit(row), requestHash: row.request_hash };
};

/** A visit as it was asked for, or refused at once. */
export interface NewRequest extends Request {
  key: string;
  /** When the worker looks after it, unless it is refused. */
  intentDueAt: Temporal.Instant | null;
}

/**
 * Writes visits and answers which: one stands under the key already where one is missing. All write them in one order, so that nobody
 * waits in a circle.
 */
export const insertRequests = async (db: Db, requests: readonly NewRequest[]): Promise<ReadonlySet<string>> => {
  const visits = requests.map(({ visit }) => visit);
  const rows = await db.query<{ id: string }>(
    {
      name: 'visit-insert',
      text: `INSERT INTO visit (id, office_id, patient_id, state, starts_at, ends_at, tz, reason, phone, teleconsultation,
               price_cents, claim_no, last_claim_no, version, schedule_revision, idempotency_key, request_hash,
               requested_at, changed_by, changed_by_id, changed_at, intent_due_at, refusal)
             SELECT * FROM unnest($1::uuid[], $2::uuid[], $3::uuid[], $4::visit_state[], $5::timestamptz[],
               $6::timestamptz[], $7::text[], $8::text[], $9::text[], $10::boolean[], $11::int[], $12::int[], $13::int[],
               $14::bigint[], $15::int[], $16::text[], $17::text[], $18::timestamptz[], $19::actor_kind[], $20::text[],
               $21::timestamptz[], $22::timestamptz[], $23::jsonb[])
             ORDER BY 3, 16
             ON CONFLICT ON CONSTRAINT visit_key DO NOTHING RETURNING id`,
    },
    [
      visits.map(({ id }) => id),
      visits.map(({ officeId }) => officeId),
      visits.map(({ patientId }) => patientId),
      visits.map(({ state }) => state),
      visits.map(({ startsAt }) => startsAt),
      visits.map(({ endsAt }) => endsAt),
      visits.map(({ tz }) => tz),
      visits.map(({ reason }) => reason),
      visits.map(({ phone }) => phone),
      visits.map(({ teleconsultation }) => teleconsultation),
      visits.map(({ priceCents }) => priceCents),
      visits.map(({ claimNo }) => claimNo),
      visits.map(({ lastClaimNo }) => lastClaimNo),
      visits.map(({ version }) => version),
      visits.map(({ scheduleRevision }) => scheduleRevision),
      requests.map(({ key }) => key),
      requests.map(({ requestHash }) => requestHash),
      visits.map(({ requestedAt }) => requestedAt),
      visits.map(({ changedBy }) => changedBy.kind),
      visits.map(({ changedBy }) => changedBy.id),
      visits.map(({ changedAt }) => changedAt),
      requests.map(({ intentDueAt }) => intentDueAt),
      visits.map(({ refusal }) => refusal && JSON.stringify(refusal)),
    ],
  );
  return new Set(rows.map(({ id }) => id));
};

/** A visit that its claimed slot makes of a requested one, with the person's names. */
export interface Booked {
  before: Visit;
  after: Visit;
  names: Names;
}

/**
 * Compare-and-set requested → booked of visits, one a person, and each person becomes a patient of the office, or her names newer:
 * both or, when the visit is no longer requested or the office has banned her, neither. Answers the ids of those it booked. Call
 * it under their locks. One statement: every booking makes it.
 */
export const saveBooked = async (db: Db, booked: readonly Booked[]): Promise<ReadonlySet<string>> => {
  const rows = await db.query<{ id: string }>(
    {
      name: 'visit-book',
      text: `WITH slot AS (
               SELECT * FROM unnest($1::uuid[], $2::bigint[], $3::timestamptz[], $4::timestamptz[], $5::text[],
                 $6::bigint[], $7::int[], $8::timestamptz[], $9::actor_kind[], $10::text[], $11::text[], $12::text[],
                 $13::bigint[])
               AS s(id, before, starts_at, ends_at, tz, version, schedule_revision, at, by, by_id, last_name, first_name,
                 person_version) LIMIT cardinality($1)),
             booked AS (
               UPDATE visit SET state = 'booked', starts_at = slot.starts_at, ends_at = slot.ends_at, tz = slot.tz,
                 version = slot.version, schedule_revision = slot.schedule_revision, booked_at = at, changed_by = by,
                 changed_by_id = by_id, changed_at = at, intent_due_at = NULL
               FROM slot
               WHERE visit.id = slot.id AND visit.version = before AND state = 'requested' AND NOT EXISTS (
                 SELECT FROM office_patient p
                 WHERE p.office_id = visit.office_id AND p.patient_id = visit.patient_id AND p.banned)
               RETURNING visit.id, office_id, patient_id, last_name, first_name, person_version),
             known AS (
               INSERT INTO office_patient AS p (office_id, patient_id, last_name, first_name, person_version)
               SELECT office_id, patient_id, last_name, first_name, person_version FROM booked
               ON CONFLICT (office_id, patient_id) DO UPDATE SET last_name = excluded.last_name,
                 first_name = excluded.first_name, person_version = excluded.person_version
               WHERE p.person_version < excluded.person_version)
             SELECT id FROM booked`,
    },
    [
      booked.map(({ before }) => before.id),
      booked.map(({ before }) => before.version),
      booked.map(({ after }) => after.startsAt),
      booked.map(({ after }) => after.endsAt),
      booked.map(({ after }) => after.tz),
      booked.map(({ after }) => after.version),
      booked.map(({ after }) => after.scheduleRevision),
      booked.map(({ after }) => after.changedAt),
      booked.map(({ after }) => after.changedBy.kind),
      booked.map(({ after }) => after.changedBy.id),
      booked.map(({ names }) => names.lastName),
      booked.map(({ names }) => names.firstName),
      booked.map(({ names }) => names.version),
    ],
  );
  return new Set(rows.map(({ id }) => id));
};

/**
 * Compare-and-set: writes `after` if the visit still stands as `before`, pending move included; answers whether it did.
 * `intentDueAt` is when the worker looks after an intent that `after` leaves open.
 */
export const saveVisit = async (
  db: Db,
  before: Visit,
  after: Visit,
  intentDueAt: Temporal.Instant,
): Promise<boolean> => {
  const open = after.state === 'requested' || after.move !== null;
  const rows = await db.query(
    {
      name: 'visit-save',
      text: `UPDATE visit SET state = $4, starts_at = $5, ends_at = $6, tz = $7, absent = $8, claim_no = $9,
               last_claim_no = $10, version = $11, schedule_revision = $12, refusal = $13, booked_at = $14,
               changed_by = $15, changed_by_id = $16, changed_at = $17, move_starts_at = $18, move_claim_no = $19,
               move_requested_at = $20, move_by_id = $21, intent_due_at = $22
             WHERE id = $1 AND version = $2 AND move_claim_no IS NOT DISTINCT FROM $3 RETURNING id`,
    },
    [
      before.id,
      before.version,
      before.move?.claimNo ?? null,
      after.state,
      after.startsAt,
      after.endsAt,
      after.tz,
      after.absent,
      after.claimNo,
      after.lastClaimNo,
      after.version,
      after.scheduleRevision,
      after.refusal && JSON.stringify(after.refusal),
      after.bookedAt,
      after.changedBy.kind,
      after.changedBy.id,
      after.changedAt,
      after.move?.startsAt ?? null,
      after.move?.claimNo ?? null,
      after.move?.requestedAt ?? null,
      after.move?.by.id ?? null,
      open ? intentDueAt : null,
    ],
  );
  return rows.length === 1;
};

/** The person's visits that are requested, or booked and not begun: what her deletion ends. Locked, in the offices' order. */
export const lockOpenVisits = async (db: Db, patientId: string, at: Temporal.Instant): Promise<Visit[]> => {
  const rows = await db.query<VisitRow>(
    `SELECT ${VISIT_COLUMNS} FROM visit v
     WHERE v.patient_id = $1 AND (v.state = 'requested' OR (v.state = 'booked' AND v.starts_at > $2))
     ORDER BY v.office_id, v.id FOR UPDATE`,
    [patientId, at],
  );
  return rows.map(toVisit);
};

/** Forgets what the person's visits say of her, whatever their state. */
export const erasePersonalText = async (db: Db, patientId: string): Promise<void> => {
  await db.query(`UPDATE visit SET reason = '', phone = '' WHERE patient_id = $1`, [patientId]);
};
