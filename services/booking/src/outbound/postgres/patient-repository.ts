import type { Db } from '@creneau/chassis';
import type { Standing } from '../../domain/booking-rules';
import type { Names } from '../../use-cases/ports';

/** A person's row, which booking, ban and deletion lock first. */
export interface LockedPatient {
  deleted: boolean;
  personVersion: number;
  /** The row was made now: what a statement behind the lock read was read before it was held. */
  isNew: boolean;
}

/**
 * Locks the person for the rest of the transaction, and only that: what depends on it is read by later statements, which may be
 * sent right behind unless she turns out to be new.
 */
export const lockPatient = async (db: Db, patientId: string): Promise<LockedPatient> => {
  const known = await selectForUpdate(db, patientId);
  if (known) return { ...known, isNew: false };
  await db.query('INSERT INTO patient (id) VALUES ($1) ON CONFLICT DO NOTHING', [patientId]);
  const made = await selectForUpdate(db, patientId);
  if (!made) throw new Error('a row of patient went away');
  return { ...made, isNew: true };
};

const selectForUpdate = async (db: Db, patientId: string): Promise<Omit<LockedPatient, 'isNew'> | undefined> => {
  const [row] = await db.query<{ deleted: boolean; person_version: number }>(
    { name: 'patient-lock', text: 'SELECT deleted, person_version FROM patient WHERE id = $1 FOR UPDATE' },
    [patientId],
  );
  return row && { deleted: row.deleted, personVersion: row.person_version };
};

/** What the person is to the office; call it under her lock. */
export const findStanding = async (
  db: Db,
  officeId: string,
  patientId: string,
  at: Temporal.Instant,
): Promise<Omit<Standing, 'deleted'>> => {
  const [row] = await db.query<{ banned: boolean; open_visits: number; phone: string }>(
    {
      name: 'patient-standing',
      text: `SELECT
               coalesce((SELECT banned FROM office_patient WHERE office_id = $1 AND patient_id = $2), false) AS banned,
               (SELECT count(*) FROM visit WHERE office_id = $1 AND patient_id = $2
                AND (state = 'requested' OR (state = 'booked' AND ends_at > $3))) AS open_visits,
               coalesce((SELECT secretariat_phone FROM office_policy WHERE office_id = $1), '') AS phone`,
    },
    [officeId, patientId, at],
  );
  return { banned: row?.banned ?? false, openVisits: row?.open_visits ?? 0, secretariatPhone: row?.phone ?? '' };
};

/** Whether any office knows the person. */
export const isAnyonesPatient = async (db: Db, patientId: string): Promise<boolean> =>
  (await db.query('SELECT 1 FROM office_patient WHERE patient_id = $1 LIMIT 1', [patientId])).length > 0;

export const savePersonVersion = async (db: Db, patientId: string, version: number): Promise<void> => {
  await db.query('UPDATE patient SET person_version = $2 WHERE id = $1 AND person_version < $2', [patientId, version]);
};

export const saveNames = async (db: Db, patientId: string, names: Names): Promise<void> => {
  await db.query(
    `UPDATE office_patient SET last_name = $2, first_name = $3, person_version = $4
     WHERE patient_id = $1 AND person_version < $4`,
    [patientId, names.lastName, names.firstName, names.version],
  );
};

/** Marks the person as gone and forgets her names. */
export const erasePerson = async (db: Db, patientId: string): Promise<void> => {
  await db.query('UPDATE patient SET deleted = true WHERE id = $1', [patientId]);
  await db.query(`UPDATE office_patient SET last_name = '', first_name = '' WHERE patient_id = $1`, [patientId]);
};

export interface Ban {
  officeId: string;
  patientId: string;
  banned: boolean;
  byId: string;
  at: Temporal.Instant;
}

/** The aggregate's new version; undefined when nothing changed. Call it under the person's lock. */
export const saveBan = async (db: Db, ban: Ban): Promise<number | undefined> => {
  const [row] = await db.query<{ version: number }>(
    `UPDATE office_patient SET banned = $3, ban_changed_by = $4, ban_changed_at = $5, version = version + 1
     WHERE office_id = $1 AND patient_id = $2 AND banned <> $3 RETURNING version`,
    [ban.officeId, ban.patientId, ban.banned, ban.byId, ban.at],
  );
  return row?.version;
};

export interface OfficePatient {
  patientId: string;
  lastName: string;
  firstName: string;
  banned: boolean;
}

interface PatientRow {
  patient_id: string;
  last_name: string;
  first_name: string;
  banned: boolean;
}

export const findOfficePatient = async (
  db: Db,
  officeId: string,
  patientId: string,
): Promise<OfficePatient | undefined> => {
  const [row] = await db.query<PatientRow>(
    'SELECT patient_id, last_name, first_name, banned FROM office_patient WHERE office_id = $1 AND patient_id = $2',
    [officeId, patientId],
  );
  return row && toOfficePatient(row);
};

/**
 * Patients whose name holds each word of the query, or nearly the whole query; all of them for an empty one. In
 * alphabetical order. Accents, case and hyphens do not matter.
 */
export const searchPatients = async (
  db: Db,
  officeId: string,
  query: string,
  limit: number,
): Promise<OfficePatient[]> => {
  const rows = await db.query<PatientRow>(
    `SELECT patient_id, last_name, first_name, banned
     FROM office_patient, LATERAL (SELECT folded($2) AS query) AS asked
     WHERE office_id = $1 AND search <> '' AND (
       search LIKE ALL (SELECT '%' || word || '%' FROM regexp_split_to_table(query, ' ') AS word)
       OR (query <> '' AND query <% search))
     ORDER BY search, patient_id LIMIT $3`,
    [officeId, query, limit],
  );
  return rows.map(toOfficePatient);
};

const toOfficePatient = (row: PatientRow): OfficePatient => ({
  patientId: row.patient_id,
  lastName: row.last_name,
  firstName: row.first_name,
  banned: row.banned,
});
