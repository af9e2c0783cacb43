import type { Db, Tx } from '@creneau/chassis';
import type { ListedSettings, OfficeListing } from '../../domain/office';

/** How alike a word must be to one of the listing, 0 to 1, to pass for a typing error: "delmsa" and "Delmas" are 0.57. */
const TYPO_SIMILARITY = 0.5;

const COLUMNS = `office_id AS "officeId", owner_id AS "ownerId", last_name AS "lastName", first_name AS "firstName",
  main_function AS "mainFunction", street, postal_code AS "postalCode", city,
  settings_version > 0 AND planning_generated AS bookable`;

export const findListing = async (db: Db, officeId: string): Promise<OfficeListing | undefined> => {
  const [row] = await db.query<OfficeListing>(
    {
      name: 'listing-find',
      text: `SELECT ${COLUMNS} FROM office_listing WHERE office_id = $1 AND owner_id IS NOT NULL`,
    },
    [officeId],
  );
  return row;
};

/** Shows an office under its owner's name. */
export const listOffice = async (
  db: Db,
  officeId: string,
  owner: { id: string; lastName: string; firstName: string },
  openedAt: Temporal.Instant,
): Promise<void> => {
  await db.query(
    `INSERT INTO office_listing (office_id, owner_id, opened_at, last_name, first_name) VALUES ($1, $2, $3, $4, $5)
     ON CONFLICT (office_id) DO UPDATE
     SET owner_id = excluded.owner_id, opened_at = excluded.opened_at, last_name = excluded.last_name,
         first_name = excluded.first_name`,
    [officeId, owner.id, openedAt, owner.lastName, owner.firstName],
  );
};

/** Follows a change of the owner's name. */
export const renameOwner = async (
  db: Db,
  owner: { id: string; lastName: string; firstName: string },
): Promise<void> => {
  await db.query(
    `UPDATE office_listing SET last_name = $2, first_name = $3
     WHERE owner_id = $1 AND (last_name, first_name) IS DISTINCT FROM ($2, $3)`,
    [owner.id, owner.lastName, owner.firstName],
  );
};

/** Follows a save of the settings; an older version changes nothing. */
export const listSettings = async (db: Db, officeId: string, settings: ListedSettings): Promise<void> => {
  await db.query(
    `INSERT INTO office_listing AS known
       (office_id, settings_version, main_function, specialities, street, postal_code, city)
     VALUES ($1, $2, $3, $4, $5, $6, $7)
     ON CONFLICT (office_id) DO UPDATE
     SET settings_version = excluded.settings_version, main_function = excluded.main_function,
         specialities = excluded.specialities, street = excluded.street, postal_code = excluded.postal_code,
         city = excluded.city
     WHERE known.settings_version < excluded.settings_version`,
    [
      officeId,
      settings.version,
      settings.mainFunction,
      settings.specialities,
      settings.street,
      settings.postalCode,
      settings.city,
    ],
  );
};

/** Notes that the office has a planning. */
export const listPlanning = async (db: Db, officeId: string): Promise<void> => {
  await db.query(
    `INSERT INTO office_listing (office_id, planning_generated) VALUES ($1, true)
     ON CONFLICT (office_id) DO UPDATE SET planning_generated = true`,
    [officeId],
  );
};

export interface ListingSearch {
  /** Each must be part of the name or the specialities, or nearly a word of them. */
  words: readonly string[];
  /** Each must be part of the city or postal code. */
  cityWords: readonly string[];
  limit: number;
  offset: number;
}

/** One page, the best matches first and then the offices that opened first, and how many there are in all. */
export const searchListings = async (
  tx: Tx,
  search: ListingSearch,
): Promise<{ offices: OfficeListing[]; total: number }> => {
  const { words, cityWords, limit, offset } = search;
  if (words.length > 0)
    await tx.query("SELECT set_config('pg_trgm.word_similarity_threshold', $1, true)", [String(TYPO_SIMILARITY)]);
  const rows = await tx.query<OfficeListing & { total: number }>(searchStatement(words.length, cityWords.length), [
    limit,
    offset,
    ...words,
    ...cityWords,
  ]);
  if (rows.length === 0 && offset > 0) {
    const { total } = await searchListings(tx, { ...search, limit: 1, offset: 0 });
    return { offices: [], total };
  }
  return { offices: rows.map(({ total: _, ...office }) => office), total: rows[0]?.total ?? 0 };
};

const searchStatement = (words: number, cityWords: number): string => {
  const forms = (count: number, from: number) =>
    Array.from({ length: count }, (_, index) => `search_form($${from + index})`);
  const nameForms = forms(words, 3);
  const contains = nameForms.map((form) => `name_text LIKE '%' || ${form} || '%'`);
  const admits = nameForms.map((form, index) => `(${contains[index]} OR ${form} <% name_text)`);
  const inCity = forms(cityWords, 3 + words).map((form) => `city_text LIKE '%' || ${form} || '%'`);
  const alikeness = nameForms.map((form) => `strict_word_similarity(${form}, name_text)`);
  const best = words === 0 ? '' : `(${contains.join(' AND ')}) DESC, ${alikeness.join(' + ')} DESC,`;
  return `
    WITH found AS MATERIALIZED (
           SELECT * FROM office_listing WHERE ${['owner_id IS NOT NULL', ...admits, ...inCity].join(' AND ')}),
         page AS (
           SELECT * FROM found ORDER BY ${best} opened_at, last_name, first_name, office_id LIMIT $1 OFFSET $2)
    SELECT ${COLUMNS}, (SELECT count(*) FROM found) AS total FROM page`;
};
