import type { Db } from '@creneau/chassis';
import type { RecordedConsents } from '../../domain/consents';

interface Row {
  terms_version: string;
  birth_date: Temporal.PlainDate | null;
  postal_code: string;
  city: string;
  accepted_at: Temporal.Instant;
}

/** What she agreed to last. */
export const findConsents = async (db: Db, personId: string): Promise<RecordedConsents | undefined> => {
  const [row] = await db.query<Row>(
    {
      name: 'consent-find',
      text: `SELECT terms_version, birth_date, postal_code, city, accepted_at
             FROM consent WHERE person_id = $1 ORDER BY no DESC LIMIT 1`,
    },
    [personId],
  );
  return (
    row && {
      termsVersion: row.terms_version,
      birthDate: row.birth_date,
      postalCode: row.postal_code,
      city: row.city,
      acceptedAt: row.accepted_at,
    }
  );
};

/** Adds to the history. The person is locked by the caller. */
export const insertConsents = async (db: Db, personId: string, consents: RecordedConsents): Promise<void> => {
  await db.query(
    `INSERT INTO consent (person_id, no, terms_version, birth_date, postal_code, city, accepted_at)
     SELECT $1, coalesce(max(no), 0) + 1, $2, $3, $4, $5, $6 FROM consent WHERE person_id = $1`,
    [personId, consents.termsVersion, consents.birthDate, consents.postalCode, consents.city, consents.acceptedAt],
  );
};
