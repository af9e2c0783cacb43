/** Languages the site speaks. */
export type Locale = 'fr' | 'en';

/** What Keycloak says of a person. Personal data: never logged, never in an event. */
export interface PersonFacts {
  id: string;
  login: string;
  lastName: string;
  firstName: string;
  email: string;
  emailVerified: boolean;
  locale: Locale;
}

/** Facts as a token carries them, with the time of its issue. */
export type TokenClaims = PersonFacts & { issuedAt: Temporal.Instant };

export interface Person extends PersonFacts {
  version: number;
  /** Issue of the token these facts come from; null until a first sign-in. */
  claimsAt: Temporal.Instant | null;
}

/** The language of "fr", "fr-BE", "EN_gb" …; French for all others. */
export const localeOf = (tag: string | undefined): Locale => (/^en\b|^en_/i.test(tag ?? '') ? 'en' : 'fr');

/** Whether a token tells something that is not known yet. One older than what is known tells nothing. */
export const isNews = (known: Person | undefined, claims: TokenClaims): boolean => {
  if (!known) return true;
  if (known.claimsAt && Temporal.Instant.compare(claims.issuedAt, known.claimsAt) < 0) return false;
  return (
    known.login !== claims.login ||
    known.lastName !== claims.lastName ||
    known.firstName !== claims.firstName ||
    known.email !== claims.email ||
    known.emailVerified !== claims.emailVerified ||
    known.locale !== claims.locale
  );
};
