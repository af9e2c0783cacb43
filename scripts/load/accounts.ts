import { pbkdf2Sync } from 'node:crypto';
import type { Environment } from '../stack/environment';
import { type Administrator, accepted, asker } from '../stack/keycloak-admin';
import { required } from './open-stores';
import type { Role } from './ordinals';
import type { Account } from './people-rows';

const ACCOUNTS_AT_ONCE = 250;
export const LOAD_PASSWORD = 'load-creneau';

export const administratorOf = (environment: Environment): Administrator => ({
  url: required(environment, 'KEYCLOAK_URL'),
  user: required(environment, 'KEYCLOAK_ADMIN_USER'),
  password: required(environment, 'KEYCLOAK_ADMIN_PASSWORD'),
});

/** Gives people accounts with {@link LOAD_PASSWORD} in Keycloak; who has one keeps it. */
export const importAccounts = async (
  environment: Environment,
  role: Role,
  accounts: readonly Account[],
): Promise<void> => {
  for (let low = 0; low < accounts.length; low += ACCOUNTS_AT_ONCE) {
    // The administrator's token lives a minute only.
    const ask = await asker(administratorOf(environment));
    const users = accounts.slice(low, low + ACCOUNTS_AT_ONCE).map((account) => userOf(account, role));
    const answer = await ask('POST', '/creneau/partialImport', { ifResourceExists: 'SKIP', users });
    await accepted('the loaded people', answer);
  }
};

/** One round only: thousands of sign-ins would otherwise measure the hash. */
export const CHEAP_HASH = { algorithm: 'pbkdf2-sha256', hashIterations: 1 };
const salt = Buffer.alloc(16, 7);
const hash = pbkdf2Sync(LOAD_PASSWORD, salt, CHEAP_HASH.hashIterations, 64, 'sha256').toString('base64');

const userOf = ({ id, login, email, lastName, firstName }: Account, role: Role) => ({
  id,
  username: login,
  email,
  emailVerified: true,
  enabled: true,
  lastName,
  firstName,
  attributes: { locale: ['fr'] },
  credentials: [
    {
      type: 'password',
      secretData: JSON.stringify({ value: hash, salt: salt.toString('base64'), additionalParameters: {} }),
      credentialData: JSON.stringify({ ...CHEAP_HASH, additionalParameters: {} }),
      temporary: false,
    },
  ],
  realmRoles: ['default-roles-creneau', ...(role === 'patient' ? [] : [role])],
});
