import type { Db } from '@creneau/chassis';
import { localeOf, type Person, type PersonFacts } from '../../domain/person';

interface Row {
  id: string;
  login: string;
  last_name: string;
  first_name: string;
  email: string;
  email_verified: boolean;
  locale: string;
  version: number;
  claims_at: Temporal.Instant | null;
}

const COLUMNS = 'id, login, last_name, first_name, email, email_verified, locale, version, claims_at';

export const findPerson = async (db: Db, id: string): Promise<Person | undefined> => {
  const [row] = await db.query<Row>({ name: 'person-find', text: `SELECT ${COLUMNS} FROM person WHERE id = $1` }, [id]);
  return row && toPerson(row);
};

/** The same, whose name stays as it is for the rest of the transaction. */
export const holdPerson = async (db: Db, id: string): Promise<Person | undefined> => {
  const [row] = await db.query<Row>(`SELECT ${COLUMNS} FROM person WHERE id = $1 FOR SHARE`, [id]);
  return row && toPerson(row);
};

export const findPeople = async (db: Db, ids: readonly string[]): Promise<Person[]> => {
  const rows = await db.query<Row>(
    { name: 'person-find-many', text: `SELECT ${COLUMNS} FROM person WHERE id = ANY($1::uuid[])` },
    [ids],
  );
  return rows.map(toPerson);
};

/** Locks the person for the rest of the transaction; false when there is none. */
export const lockPerson = async (db: Db, id: string): Promise<boolean> =>
  (await db.query('SELECT 1 FROM person WHERE id = $1 FOR UPDATE', [id])).length > 0;

/** The person is at this version or later. */
export const reachPersonVersion = async (db: Db, id: string, version: number): Promise<void> => {
  await db.query('UPDATE person SET version = $2 WHERE id = $1 AND version < $2', [id, version]);
};

/**
 * Writes what Keycloak says of a person and answers her new version, or undefined when that was known, or older than
 * what is known. `claimsAt` is the issue of the token it comes from; without one, an existing row stays as it is.
 */
export const savePerson = async (
  db: Db,
  facts: PersonFacts,
  claimsAt: Temporal.Instant | null,
): Promise<number | undefined> => {
  const [row] = await db.query<{ version: number }>(
    `INSERT INTO person AS known (id, login, last_name, first_name, email, email_verified, locale, claims_at)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
     ON CONFLICT (id) DO UPDATE
     SET login = excluded.login, last_name = excluded.last_name, first_name = excluded.first_name,
         email = excluded.email, email_verified = excluded.email_verified, locale = excluded.locale,
         claims_at = excluded.claims_at, version = known.version + 1
     WHERE (known.claims_at IS NULL OR known.claims_at <= excluded.claims_at) AND excluded.claims_at IS NOT NULL
       AND (known.login, known.last_name, known.first_name, known.email, known.email_verified, known.locale)
           IS DISTINCT FROM (excluded.login, excluded.last_name, excluded.first_name, excluded.email,
                             excluded.email_verified, excluded.locale)
     RETURNING version`,
    [facts.id, facts.login, facts.lastName, facts.firstName, facts.email, facts.emailVerified, facts.locale, claimsAt],
  );
  return row?.version;
};

/** Raises the version for an event about something beside the row. */
export const raisePersonVersion = async (db: Db, id: string): Promise<number | undefined> => {
  const [row] = await db.query<{ version: number }>(
    'UPDATE person SET version = version + 1 WHERE id = $1 RETURNING version',
    [id],
  );
  return row?.version;
};

/**
 * Notes that the verification link goes out now; false when one went out since `notSince`. A time later than now was
 * noted by a clock that has been put back, and counts for nothing.
 */
export const noteVerificationSent = async (
  db: Db,
  id: string,
  now: Temporal.Instant,
  notSince: Temporal.Instant,
): Promise<boolean> =>
  (
    await db.query(
      `UPDATE person SET verification_sent_at = $2
       WHERE id = $1 AND (verification_sent_at IS NULL OR verification_sent_at <= $3 OR verification_sent_at > $2)
       RETURNING id`,
      [id, now, notSince],
    )
  ).length > 0;

/** Takes the note of `at` back, since nothing was sent. */
export const forgetVerificationSent = async (db: Db, id: string, at: Temporal.Instant): Promise<void> => {
  await db.query('UPDATE person SET verification_sent_at = NULL WHERE id = $1 AND verification_sent_at = $2', [id, at]);
};

const toPerson = (row: Row): Person => ({
  id: row.id,
  login: row.login,
  lastName: row.last_name,
  firstName: row.first_name,
  email: row.email,
  emailVerified: row.email_verified,
  locale: localeOf(row.locale),
  version: row.version,
  claimsAt: row.claims_at,
});
