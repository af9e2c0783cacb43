import { notFound, type Tx } from '@creneau/chassis';
import { DEMO_OFFICES, DEMO_PEOPLE, DEMO_TERMS_VERSION, type DemoLogin, FIRST_OFFICE } from '../demo';
import type { PersonFacts } from '../domain/person';
import { findConsents } from '../outbound/postgres/consent-repository';
import { makeAffiliateSecretary } from './change-secretary';
import { makeOpenOffice } from './open-office';
import type { Deps } from './ports';
import { recordConsents } from './record-consents';
import { savePersonFacts } from './remember-person';

type Needs = Pick<Deps, 'postgres' | 'outbox' | 'clock' | 'accounts' | 'nudgeSteps'> & {
  say(line: string): void;
};

/**
 * Gives the demo people rows, consents and offices, and opens `moreOffices` by their ids under the same people as the first.
 * Each part is left alone where it is there already. Throws `not_found` (person_not_found) when the realm has no demo people.
 */
export const makeSeedDemo =
  (d: Needs) =>
  async (moreOffices: readonly string[] = []): Promise<void> => {
    const ids = new Map<DemoLogin, string>();
    for (const login of DEMO_PEOPLE) ids.set(login, await seedPerson(d, login));
    const idOf = (login: DemoLogin): string => ids.get(login) ?? '';

    const more = moreOffices.map((id) => ({ ...FIRST_OFFICE, id }));
    for (const { id: officeId, owner, secretary } of [...DEMO_OFFICES, ...more]) {
      const opened = await makeOpenOffice(d)({ officeId, ownerId: idOf(owner), openedBy: null });
      d.say(`office ${officeId} of ${owner}: ${opened ? 'opened' : 'is open'}`);
      const affiliated = await makeAffiliateSecretary(d)({ officeId, personId: idOf(secretary), by: null });
      d.say(`office ${officeId}, secretary ${secretary}: ${affiliated ? 'affiliated' : 'is affiliated'}`);
    }
  };

const seedPerson = async (d: Needs, login: DemoLogin): Promise<string> => {
  const facts = await d.accounts.find(login);
  if (!facts) throw notFound('person_not_found', `Keycloak has no user ${login}: is the dev overlay imported?`);
  const added = await d.postgres.tx((tx) => addPerson(tx, d, facts));
  d.say(`person ${login} ${facts.id}: ${added ? 'added' : 'is there'}`);
  return facts.id;
};

/** The consents' event tells of the new row, too. */
const addPerson = async (tx: Tx, d: Needs, facts: PersonFacts): Promise<boolean> => {
  await savePersonFacts(tx, facts, null);
  if (await findConsents(tx, facts.id)) return false;
  await recordConsents(tx, d, facts.id, {
    termsVersion: DEMO_TERMS_VERSION,
    birthDate: null,
    postalCode: '',
    city: '',
  });
  return true;
};
