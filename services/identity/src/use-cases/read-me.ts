import type { RecordedConsents } from '../domain/consents';
import type { Relation } from '../domain/office';
import type { Person, TokenClaims } from '../domain/person';
import { findConsents } from '../outbound/postgres/consent-repository';
import { affiliationsOf } from '../outbound/postgres/office-repository';
import type { Deps } from './ports';
import { makeRememberPerson } from './remember-person';

export interface Me {
  person: Person;
  /** Undefined until given. */
  consents: RecordedConsents | undefined;
  affiliations: { officeId: string; relation: Relation }[];
}

/** The person behind a token, with what she agreed to and the offices she works for. Heals her row on the way. */
export const makeReadMe = (d: Pick<Deps, 'postgres' | 'outbox'>) => {
  const rememberPerson = makeRememberPerson(d);
  return async (claims: TokenClaims): Promise<Me> => {
    const [person, consents, affiliations] = await Promise.all([
      rememberPerson(claims),
      findConsents(d.postgres, claims.id),
      affiliationsOf(d.postgres, claims.id),
    ]);
    return { person, consents, affiliations };
  };
};
