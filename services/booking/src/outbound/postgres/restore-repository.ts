import type { Db } from '@creneau/chassis';
import type { Actor } from '../../domain/visit';
import type { Names } from '../../use-cases/ports';

/** Events do not tell who saved a text. */
const NOBODY = '00000000-0000-0000-0000-000000000000';

/** What an event tells of a visit. */
export interface ToldVisit {
  id: string;
  officeId: string;
  patientId: string;
  state: 'booked' | 'cancelled';
  startsAt: Temporal.Instant;
  endsAt: Temporal.Instant;
  tz: string;
  teleconsultation: boolean;
  priceCents: number;
  absent: boolean;
  claimNo: number;
  version: number;
  scheduleRevision: number;
  bookedAt: Temporal.Instant;
  changedBy: Actor['kind'];
  changedAt: Temporal.Instant;
}

/** The person is a patient of the office; names that are known there stay. */
export const restorePatient = async (db: Db, officeId: string, patientId: string, names: Names): Promise<void> => {
  await db.query('INSERT INTO patient (id) VALUES ($1) ON CONFLICT DO NOTHING', [patientId]);
  await db.query(
    `INSERT INTO office_patient (office_id, patient_id, last_name, first_name, person_version)
     VALUES ($1, $2, $3, $4, $5) ON CONFLICT DO NOTHING`,
    [officeId, patientId, names.lastName, names.firstName, names.version],
  );
};

/** The visit as it was told, unless it is known in this version or a later one. Reason and phone stay as far as they are known. */
export const restoreVisit = async (db: Db, visit: ToldVisit): Promise<void> => {
  await db.query(
    `INSERT INTO visit (id, office_id, patient_id, state, starts_at, ends_at, tz, teleconsultation, price_cents, absent,
       claim_no, last_claim_no, version, schedule_revision, booked_at, requested_at, changed_by, changed_at,
       changed_by_id, reason, phone, idempotency_key, request_hash)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $11, $12, $13, $14, $14, $15, $16, '', '', '', $17, '')
     ON CONFLICT (id) DO UPDATE SET
       state = excluded.state, starts_at = excluded.starts_at, ends_at = excluded.ends_at, tz = excluded.tz,
       absent = excluded.absent, claim_no = excluded.claim_no,
       last_claim_no = greatest(visit.last_claim_no, excluded.claim_no), version = excluded.version,
       schedule_revision = excluded.schedule_revision, booked_at = excluded.booked_at, refusal = NULL,
       changed_by = excluded.changed_by, changed_by_id = '', changed_at = excluded.changed_at, intent_due_at = NULL,
       move_starts_at = NULL, move_claim_no = NULL, move_requested_at = NULL, move_by_id = NULL
     WHERE visit.version < excluded.version`,
    [
      visit.id,
      visit.officeId,
      visit.patientId,
      visit.state,
      visit.startsAt,
      visit.endsAt,
      visit.tz,
      visit.teleconsultation,
      visit.priceCents,
      visit.absent,
      visit.claimNo,
      visit.version,
      visit.scheduleRevision,
      visit.bookedAt,
      visit.changedBy,
      visit.changedAt,
      `restored ${visit.id}`,
    ],
  );
};

export const restoreBan = async (
  db: Db,
  officeId: string,
  patientId: string,
  { banned, version }: { banned: boolean; version: number },
): Promise<void> => {
  await db.query(
    `UPDATE office_patient SET banned = $3, version = $4 WHERE office_id = $1 AND patient_id = $2 AND version < $4`,
    [officeId, patientId, banned, version],
  );
};

/** The text itself is in no event: what the backup holds, or none, stands under the version that was told. */
export const reachHomeVisitsVersion = async (
  db: Db,
  officeId: string,
  version: number,
  savedAt: Temporal.Instant,
): Promise<void> => {
  await db.query(
    `INSERT INTO home_visits AS known (office_id, text, version, saved_by, saved_at) VALUES ($1, '', $2, $3, $4)
     ON CONFLICT (office_id) DO UPDATE SET version = excluded.version WHERE known.version < excluded.version`,
    [officeId, version, NOBODY, savedAt],
  );
};
