import { notFound } from '@creneau/chassis';
import { type OfficeListing, wordsOf } from '../domain/office';
import { findListing, searchListings } from '../outbound/postgres/listing-repository';
import type { Deps } from './ports';

export interface SearchOffices {
  /** Any part of the name or of a speciality, in any order, typing errors forgiven. Empty: all. */
  query: string;
  /** Any part of the city or postal code. Empty: everywhere. */
  city: string;
  limit: number;
  offset: number;
}

/** Finds offices of the site (D1). A query without a letter or digit in it finds what an empty one finds. */
export const makeSearchOffices =
  (d: Pick<Deps, 'postgres'>) =>
  ({ query, city, limit, offset }: SearchOffices): Promise<{ offices: OfficeListing[]; total: number }> =>
    d.postgres.tx((tx) => searchListings(tx, { words: wordsOf(query), cityWords: wordsOf(city), limit, offset }));

/** Throws `not_found` (office_not_found). */
export const makeReadOffice =
  (d: Pick<Deps, 'postgres'>) =>
  async (officeId: string): Promise<OfficeListing> => {
    const office = await findListing(d.postgres, officeId);
    if (!office) throw notFound('office_not_found', 'There is no such office.');
    return office;
  };
