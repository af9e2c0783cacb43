/** What a person may do in an office. */
export type Relation = 'owner' | 'secretary';

/** An office as search shows it. */
export interface OfficeListing {
  officeId: string;
  ownerId: string;
  lastName: string;
  firstName: string;
  mainFunction: string;
  street: string;
  postalCode: string;
  city: string;
  /** Has settings and a generated planning. */
  bookable: boolean;
}

/** The part of an office's settings that search shows. */
export interface ListedSettings {
  version: number;
  specialities: string;
  mainFunction: string;
  street: string;
  postalCode: string;
  city: string;
}

/** Longest query that is looked at, in words. */
const MAX_WORDS = 6;

/** The words of a query: "Jean-Pierre, ostéo" → Jean, Pierre, ostéo. Accents and case are the database's part. */
export const wordsOf = (query: string): string[] =>
  query
    .normalize('NFC')
    .split(/[^\p{L}\p{N}\p{M}]+/u)
    .filter((word) => word !== '')
    .slice(0, MAX_WORDS);
