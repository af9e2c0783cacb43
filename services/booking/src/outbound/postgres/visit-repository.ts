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

/** A visit as it was asked for, or refused at once. False when one stands under the key already. */
export const insertRequest = async (
  db: Db,
  visit: Visit,
  key: string,
  requestHash: string,
  intentDueAt: Temporal.Instant | null,
): Promise<boolean> => {
  const rows = await db.query(
    {
      name: 'visit-insert',
      text: `INSERT INTO visit (id, office_id, patient_id, state, starts_at, ends_at, tz, reason, phone, teleconsultation,
               price_cents, claim_no, last_claim_no, version, schedule_revision, idempotency_key, request_hash,
               requested_at, changed_by, changed_by_id, changed_at, intent_due_at, refusal)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22, $23)
             ON CONFLICT ON CONSTRAINT visit_key DO NOTHING RETURNING 1`,
    },
    [
      visit.id,
      visit.officeId,
      visit.patientId,
      visit.state,
      visit.startsAt,
      visit.endsAt,
      visit.tz,
      visit.reason,
      visit.phone,
      visit.teleconsultation,
      visit.priceCents,
      visit.claimNo,
      visit.lastClaimNo,
      visit.version,
      visit.scheduleRevision,
      key,
      requestHash,
      visit.requestedAt,
      visit.changedBy.kind,
      visit.changedBy.id,
      visit.changedAt,
      intentDueAt,
      visit.refusal && JSON.stringify(visit.refusal),
    ],
  );
  return rows.length === 1;
};

/**
 * Compare-and-set requested → booked, and the person becomes a patient of the office, or her names newer: both or, when the
 * visit is no longer requested or the office has banned her, neither. Call it under her lock. One statement: every booking
 * makes it.
 */
export const saveBooked = async (db: Db, before: Visit, booked: Visit, names: Names): Promise<boolean> => {
  const rows = await db.query(
    {
      name: 'visit-book',
      text: `WITH booked AS (
               UPDATE visit SET state = 'booked', starts_at = $3, ends_at = $4, tz = $5, version = $6,
                 schedule_revision = $7, booked_at = $8, changed_by = $9, changed_by_id = $10, changed_at = $8,
                 intent_due_at = NULL
               WHERE id = $1 AND version = $2 AND state = 'requested' AND NOT EXISTS (
                 SELECT FROM office_patient p
                 WHERE p.office_id = visit.office_id AND p.patient_id = visit.patient_id AND p.banned)
               RETURNING office_id, patient_id),
             known AS (
               INSERT INTO office_patient (office_id, patient_id, last_name, first_name, person_version)
               SELECT office_id, patient_id, $11, $12, $13 FROM booked
               ON CONFLICT (office_id, patient_id) DO UPDATE
               SET last_name = $11, first_name = $12, person_version = $13 WHERE office_patient.person_version < $13)
             SELECT 1 FROM booked`,
    },
    [
      before.id,
      before.version,
      booked.startsAt,
      booked.endsAt,
      booked.tz,
      booked.version,
      booked.scheduleRevision,
      booked.changedAt,
      booked.changedBy.kind,
      booked.changedBy.id,
      names.lastName,
      names.firstName,
      names.version,
    ],
  );
  return rows.length === 1;
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
