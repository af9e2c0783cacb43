import type { Tx } from '@creneau/chassis';
import { PersonChanged } from '@creneau/proto/identity/v1/events';
import { isNews, type Person, type PersonFacts, type TokenClaims } from '../domain/person';
import { renameOwner } from '../outbound/postgres/listing-repository';
import { findPerson, savePerson } from '../outbound/postgres/person-repository';
import { personChanged } from './messages';
import type { Deps } from './ports';

/**
 * Makes the person's row say what her verified token says, and tells the others when that is news. Writes nothing when it
 * is known already; a token older than what is known changes nothing.
 */
export const makeRememberPerson =
  (d: Pick<Deps, 'postgres' | 'outbox'>) =>
  async (claims: TokenClaims): Promise<Person> => {
    const known = await findPerson(d.postgres, claims.id);
    if (known && !isNews(known, claims)) return known;
    return d.postgres.tx(async (tx) => {
      const version = await savePersonFacts(tx, claims, claims.issuedAt);
      const saved = await findPerson(tx, claims.id);
      if (!saved) throw new Error('a person was saved and is not there');
      if (version !== undefined) await d.outbox.add(tx, claims.id, PersonChanged, personChanged(claims.id, version));
      return saved;
    });
  };

/** Writes the row and what is copied from it; the version when that changed anything. */
export const savePersonFacts = async (
  tx: Tx,
  facts: PersonFacts,
  claimsAt: Temporal.Instant | null,
): Promise<number | undefined> => {
  const version = await savePerson(tx, facts, claimsAt);
  if (version !== undefined) await renameOwner(tx, facts);
  return version;
};
