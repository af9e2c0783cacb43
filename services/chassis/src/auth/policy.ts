import { forbidden, unauthenticated } from '../errors/app-error';
import type { Person, Role, ServiceName } from './identities';
import type { TokenVerifier } from './token-verifier';

/**
 * Who may call an RPC: one of these services, and on behalf of whom.
 * `nobody`: the service speaks for itself, a person's token is not looked at. `anybody`: a person if there is one.
 * A list of roles: a person with one of them. What she is to the office is checked where the data is, in the use case.
 */
export interface Rule {
  from: readonly ServiceName[];
  person: 'nobody' | 'anybody' | readonly Role[];
}

/** One rule per RPC of a service definition: the compiler asks for each, and what has none is refused. */
export type Policy<Definition> = { readonly [Rpc in keyof Definition]: Rule };

export interface Credentials {
  serviceToken: string | undefined;
  personToken: string | undefined;
}

export interface Caller {
  service: ServiceName;
  person: Person | undefined;
}

/** Throws `unauthenticated` or `forbidden` unless the rule admits the caller. */
export const authorize = async (
  rule: Rule | undefined,
  credentials: Credentials,
  verifier: Pick<TokenVerifier, 'person' | 'service'>,
): Promise<Caller> => {
  if (!rule) throw forbidden('no_rule', 'Nobody may call this.');
  if (!credentials.serviceToken) throw unauthenticated('service_token_missing', 'Only services may call this.');
  const service = await verifier.service(credentials.serviceToken);
  if (!rule.from.includes(service))
    throw forbidden('service_not_admitted', `The service ${service} may not call this.`);

  if (rule.person === 'nobody') return { service, person: undefined };
  const person = credentials.personToken ? await verifier.person(credentials.personToken) : undefined;
  if (rule.person === 'anybody') return { service, person };
  if (!person) throw unauthenticated('person_token_missing', 'A signed-in person is needed.');
  if (!person.roles.some((role) => rule.person.includes(role))) throw forbidden('wrong_role', 'Not with this role.');
  return { service, person };
};
