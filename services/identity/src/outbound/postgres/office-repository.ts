import type { Db } from '@creneau/chassis';
import type { Relation } from '../../domain/office';

/** Creates an office; false when it exists. */
export const insertOffice = async (
  db: Db,
  officeId: string,
  ownerId: string,
  openedAt: Temporal.Instant,
): Promise<boolean> =>
  (
    await db.query(
      'INSERT INTO office (id, owner_id, opened_at) VALUES ($1, $2, $3) ON CONFLICT (id) DO NOTHING RETURNING id',
      [officeId, ownerId, openedAt],
    )
  ).length > 0;

/** Locks the office for the rest of the transaction and answers its owner, or undefined when there is no such office. */
export const lockOffice = async (db: Db, officeId: string): Promise<string | undefined> => {
  const [row] = await db.query<{ owner_id: string }>('SELECT owner_id FROM office WHERE id = $1 FOR UPDATE', [
    officeId,
  ]);
  return row?.owner_id;
};

/** What a person is to an office: one read of the primary key. */
export const findRelation = async (db: Db, officeId: string, personId: string): Promise<Relation | undefined> => {
  const [row] = await db.query<{ relation: Relation | null }>(
    { name: 'affiliation-find', text: 'SELECT relation FROM affiliation WHERE office_id = $1 AND person_id = $2' },
    [officeId, personId],
  );
  return row?.relation ?? undefined;
};

export interface AffiliationChange {
  officeId: string;
  personId: string;
  /** Null: removed. */
  relation: Relation | null;
  /** Null: the site itself. */
  changedBy: string | null;
  changedAt: Temporal.Instant;
}

/** Makes a person this or nothing to an office; answers the new version, or undefined when she was that already. */
export const saveAffiliation = async (db: Db, change: AffiliationChange): Promise<number | undefined> => {
  const [row] = await db.query<{ version: number }>(
    `INSERT INTO affiliation AS known (office_id, person_id, relation, changed_by, changed_at)
     VALUES ($1, $2, $3, $4, $5)
     ON CONFLICT (office_id, person_id) DO UPDATE
     SET relation = excluded.relation, changed_by = excluded.changed_by, changed_at = excluded.changed_at,
         version = known.version + 1
     WHERE known.relation IS DISTINCT FROM excluded.relation
     RETURNING version`,
    [change.officeId, change.personId, change.relation, change.changedBy, change.changedAt],
  );
  return row?.version;
};

/** What was told of an affiliation, with the version that its event carries. */
export interface ToldAffiliation extends Omit<AffiliationChange, 'changedBy'> {
  version: number;
}

/**
 * Makes an affiliation what was told of it, unless it is known in this version or a later one. False when nothing changed, or
 * office or person are not known here.
 */
export const restoreAffiliation = async (db: Db, told: ToldAffiliation): Promise<boolean> =>
  (
    await db.query(
      `INSERT INTO affiliation AS known (office_id, person_id, relation, version, changed_at)
       SELECT office.id, person.id, $3::relation, $4, $5 FROM office, person WHERE office.id = $1 AND person.id = $2
       ON CONFLICT (office_id, person_id) DO UPDATE
       SET relation = excluded.relation, version = excluded.version, changed_by = NULL, changed_at = excluded.changed_at
       WHERE known.version < excluded.version RETURNING 1`,
      [told.officeId, told.personId, told.relation, told.version, told.changedAt],
    )
  ).length > 0;

/** The offices a person works for, those she owns first. */
export const affiliationsOf = (db: Db, personId: string): Promise<{ officeId: string; relation: Relation }[]> =>
  db.query(
    {
      name: 'affiliation-of-person',
      text: `SELECT office_id AS "officeId", relation FROM affiliation
             WHERE person_id = $1 AND relation IS NOT NULL ORDER BY relation DESC, office_id`,
    },
    [personId],
  );

/** The people who work for an office, the owner first. */
export const staffOf = (db: Db, officeId: string): Promise<{ personId: string; relation: Relation }[]> =>
  db.query(
    {
      name: 'affiliation-of-office',
      text: `SELECT a.person_id AS "personId", a.relation FROM affiliation a JOIN person p ON p.id = a.person_id
             WHERE a.office_id = $1 AND a.relation IS NOT NULL
             ORDER BY a.relation DESC, p.last_name, p.first_name, p.id`,
    },
    [officeId],
  );
