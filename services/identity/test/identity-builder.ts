import { randomBytes, randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { createLogger, createOutbox, Health, Life, ManualClock, openPostgres } from '@creneau/chassis';
import { freshDatabase, serviceTokenOf } from '@creneau/chassis/testing';
import type { PersonFacts } from '../src/domain/person';
import type { Registration } from '../src/domain/registration';
import { createAccounts } from '../src/outbound/keycloak/accounts';
import { createAdminApi } from '../src/outbound/keycloak/admin-api';
import { savePersonFacts } from '../src/use-cases/remember-person';

export const MIGRATIONS = join(__dirname, '..', 'migrations');
export const NOW = '2027-01-11T07:00:00Z';

export const variable = (name: string): string => {
  const value = process.env[name];
  if (!value) throw new Error(`${name} is not set: run "npm test", or eval "$(node scripts/run.mjs env)" first`);
  return value;
};

/** The stack's Keycloak, as the service would call it. */
export const keycloak = () => {
  const api = createAdminApi(variable('KEYCLOAK_ADMIN_URL'), serviceTokenOf('identity'));
  return { api, accounts: createAccounts(api) };
};

/** A Keycloak that is away: nothing listens there. */
export const keycloakAway = () => createAccounts(createAdminApi('http://127.0.0.1:9/admin', async () => 'token'));

/** A database of its own with what the use cases need, on the stack's Keycloak; what it registers there goes on `close`. */
export const openStore = async () => {
  const database = await freshDatabase(MIGRATIONS);
  const log = createLogger('identity-test', 'fatal');
  const life = new Life(log);
  const postgres = await openPostgres({ url: database.url, life, health: new Health(), log, connections: 10 });
  const clock = new ManualClock(NOW);
  return {
    postgres,
    clock,
    log,
    ...keycloak(),
    outbox: createOutbox(clock, () => undefined),
    nudgeSteps: () => undefined,
    close: async () => {
      await life.stop();
      await database.drop();
    },
  };
};
export type Store = Awaited<ReturnType<typeof openStore>>;

/** A registration nobody else makes. */
export const aRegistration = (change: Partial<Registration> = {}): Registration => {
  const unique = `test-${randomBytes(5).toString('hex')}`;
  return {
    lastName: 'Durand',
    firstName: 'Zoé',
    login: unique,
    password: 'correct horse battery',
    email: `${unique}@example.org`,
    locale: 'fr',
    ...change,
  };
};

/** A person's row, without an account. */
export const aPerson = async (store: Store, change: Partial<PersonFacts> = {}): Promise<PersonFacts> => {
  const { login, lastName, firstName, email } = aRegistration();
  const facts = { id: randomUUID(), login, lastName, firstName, email, emailVerified: true, locale: 'fr' as const };
  const person = { ...facts, ...change };
  await store.postgres.tx((tx) => savePersonFacts(tx, person, null));
  return person;
};

/** Removes accounts that a test made. */
export const removeAccounts = async (logins: readonly string[]): Promise<void> => {
  const { api, accounts } = keycloak();
  for (const login of logins) {
    const found = await accounts.find(login);
    if (found) await api({ method: 'DELETE', path: `/users/${found.id}` });
  }
};

/** The realm roles a person holds herself. */
export const rolesOf = async (personId: string): Promise<string[]> => {
  const { body } = await keycloak().api({ method: 'GET', path: `/users/${personId}/role-mappings/realm` });
  return (body as { name: string }[]).map(({ name }) => name).filter((name) => !name.startsWith('default-roles'));
};

/** Events of a person that wait in the outbox, oldest first. */
export const eventsOf = async (store: Store, key: string) => {
  const rows = await store.postgres.query<{ type: string; payload: string }>(
    'SELECT type, payload FROM outbox WHERE key = $1 ORDER BY sequence',
    [key],
  );
  return rows.map(({ type, payload }) => ({ type: type.split('.').pop(), ...JSON.parse(payload) }));
};
