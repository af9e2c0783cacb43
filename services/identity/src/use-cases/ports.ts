import type { Clock, Logger, Outbox, Postgres } from '@creneau/chassis';
import type { PersonFacts } from '../domain/person';
import type { Registration } from '../domain/registration';

export interface GrantedRoles {
  practitioner: boolean;
  secretary: boolean;
}

/** The accounts people sign in with. Every call throws `unavailable` (identity_provider_unavailable) when Keycloak is away. */
export interface Accounts {
  /** Creates an account and answers the person's id. Throws `already_exists` (login_taken, email_taken) and `invalid`. */
  create(registration: Registration): Promise<string>;
  /** The account behind a login. */
  find(login: string): Promise<PersonFacts | undefined>;
  /** Mails the link that verifies the address, in the person's language. Throws `not_found` (person_not_found). */
  sendVerificationEmail(personId: string): Promise<void>;
  /** Makes exactly these of the roles hold. Throws `not_found` (person_not_found). */
  setRoles(personId: string, roles: GrantedRoles): Promise<void>;
}

export interface Deps {
  postgres: Postgres;
  outbox: Outbox;
  clock: Clock;
  log: Logger;
  accounts: Accounts;
  /** Has the worker look for Keycloak steps now. */
  nudgeSteps(): void;
}
