import type { Environment } from '../stack/environment';
import { importAccounts, LOAD_PASSWORD } from './accounts';
import { withDatabases } from './open-stores';
import type { Role } from './ordinals';
import { type Account, accountOf, writePeopleRows } from './people-rows';
import { signInAll } from './sign-in';

export interface PeopleOptions {
  readonly role?: Role;
  /** The first person's number; 0 by default. Numbers name the same people in every load. */
  readonly from?: number;
  /** The least that each token still lives; 30 by default. They are made for twice as long, and kept between runs. */
  readonly tokenMinutes?: number;
}

export interface SignedIn extends Account {
  readonly n: number;
  /** A bearer token for the API. */
  readonly token: string;
}

/**
 * Adds people to a running stack as registration and consents leave them, with accounts in Keycloak and verified
 * addresses, and signs them in. A practitioner or secretary has the role, and the office of her number once it is loaded.
 */
export const loadPeople = async (
  environment: Environment,
  count: number,
  options: PeopleOptions = {},
): Promise<SignedIn[]> => {
  const { role = 'patient', from = 0, tokenMinutes = 30 } = options;
  await withDatabases(environment, ['identity'], ({ identity }) => writePeopleRows(identity, role, from, from + count));
  const accounts = Array.from({ length: count }, (_, index) => accountOf(role, from + index));
  await importAccounts(environment, role, accounts);
  const tokens = await signInAll(environment, accounts, LOAD_PASSWORD, tokenMinutes);
  return accounts.map((account, index) => ({ ...account, n: from + index, token: tokens[index] ?? '' }));
};
