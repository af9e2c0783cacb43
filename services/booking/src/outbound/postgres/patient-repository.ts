import type { Db, Prepared } from '@creneau/chassis';
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
 * Locks people for the rest of the transaction, and only that: what depends on them is read by later statements, which may be
 * sent right behind unless somebody turns out to be new. One alone is waited for, and made when she is new; of several, those that
 * somebody holds and those that are new are left out.
 */
export const lockPatients = async (
  db: Db,
  patientIds: readonly string[],
): Promise<ReadonlyMap<string, LockedPatient>> => {
  const [patientId, ...others] = patientIds;
  if (others.length > 0) return selectLocked(db, LOCK_FREE, patientIds);
  const known = await selectLocked(db, LOCK, patientId);
  if (known.size > 0) return known;
  await db.query('INSERT INTO patient (id) VALUES ($1) ON CONFLICT DO NOTHING', [patientId]);
  const made = await selectLocked(db, LOCK, patientId);
  return new Map([...made].map(([id, patient]) => [id, { ...patient, isNew: true }]));
};

const LOCK = { name: 'patient-lock', text: 'SELECT id, deleted, person_version FROM patient WHERE id = $1 FOR UPDATE' };
const LOCK_FREE = {
  name: 'patient-lock-free',
  text: `SELECT id, deleted, person_version FROM patient JOIN (SELECT unnest($1::uuid[]) AS id LIMIT cardinality($1)) AS asked USING (id)
         ORDER BY id FOR UPDATE OF patient SKIP LOCKED`,
};

const selectLocked = async (
  db: Db,
  statement: Prepared,
  param: string | readonly string[] | undefined,
): Promise<ReadonlyMap<string, LockedPatient>> => {
  const rows = await db.query<{ id: string; deleted: boolean; person_version: number }>(statement, [param]);
  return new Map(
    rows.map(({ id, deleted, person_version: personVersion }) => [id, { deleted, personVersion, isNew: false }]),
  );
};

export const lockPatient = async (db: Db, patientId: string): Promise<LockedPatient> => {
  const patient = (await lockPatients(db, [patientId])).get(patientId);
  if (!patient) throw new Error('a row of patient went away');
  return patient;
};

/** A person in an office. */
export interface InOffice {
  officeId: string;
  patientId: string;
}

/** What each is to her office, in the order asked; call it under their locks. */
export const findStandings = async (
  db: Db,
  asked: readonly InOffice[],
  at: Temporal.Instant,
): Promise<Omit<Standing, 'deleted'>[]> => {
  const rows = await db.query<{ banned: boolean; open_visits: number; phone: string }>(
    {
      name: 'patient-standing',
      text: `SELECT
               coalesce((SELECT banned FROM office_patient p
                         WHERE p.office_id = asked.office_id AND p.patient_id = asked.patient_id), false) AS banned,
               (SELECT count(*) FROM visit v WHERE v.office_id = asked.office_id AND v.patient_id = asked.patient_id
                AND (state = 'requested' OR (state = 'booked' AND ends_at > $3))) AS open_visits,
               coalesce((SELECT secretariat_phone FROM office_policy o WHERE o.office_id = asked.office_id), '') AS phone
             FROM unnest($1::uuid[], $2::uuid[]) WITH ORDINALITY AS asked(office_id, patient_id, place)
             ORDER BY place LIMIT cardinality($1)`,
    },
    [asked.map(({ officeId }) => officeId), asked.map(({ patientId }) => patientId), at],
  );
  return rows.map((row) => ({ banned: row.banned, openVisits: row.open_visits, secretariatPhone: row.phone }));
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
