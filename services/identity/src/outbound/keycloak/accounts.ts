import { type AppError, alreadyExists, type FieldError, type FieldRule, invalid, notFound, unavailable } from '@creneau/chassis';
import { z } from 'zod';
import { localeOf } from '../../domain/person';
import type { Registration } from '../../domain/registration';
import type { Accounts, GrantedRoles } from '../../use-cases/ports';
import type { AdminAnswer, AdminApi } from './admin-api';

/** The client whose pages a mailed link leads back to. */
const WEB_CLIENT = 'creneau-web';
/** Hashing a password takes its time on a busy machine, and who is cut off cannot know whether the account exists. */
const CREATE_TIMEOUT_MS = 12_000;
/** Keycloak answers once its mail server has taken the mail. */
const MAIL_TIMEOUT_MS = 12_000;
const MANAGED: readonly (keyof GrantedRoles)[] = ['practitioner', 'secretary'];

const Users = z.array(
  z.object({
    id: z.string(),
    username: z.string(),
    lastName: z.string().default(''),
    firstName: z.string().default(''),
    email: z.string().default(''),
    emailVerified: z.boolean().default(false),
    attributes: z.object({ locale: z.array(z.string()).optional() }).optional(),
  }),
);
const Roles = z.array(z.object({ id: z.string(), name: z.string() }));
/** Keycloak names what it refuses in one of two ways. */
const Refusal = z.object({
  field: z.string().optional(),
  errorMessage: z.string().optional(),
  error: z.string().optional(),
});

export const createAccounts = (api: AdminApi): Accounts => {
  const users = async (by: 'username' | 'email', value: string) => {
    const query = new URLSearchParams({ [by]: value, exact: 'true' });
    const answer = await api({ method: 'GET', path: `/users?${query}`, repeatable: true });
    return Users.parse(ok(answer).body);
  };

  const taken = async ({ login, email }: Registration): Promise<AppError> => {
    const [byLogin, byEmail] = await Promise.all([users('username', login), users('email', email)]);
    const fields: FieldError[] = [];
    if (byLogin.length > 0) fields.push({ field: 'login', rule: 'login_taken', message: 'is taken' });
    if (byEmail.length > 0) fields.push({ field: 'email', rule: 'email_taken', message: 'has an account already' });
    const [first] = fields;
    // Somebody else had it a moment ago and does not have it any more.
    if (!first) return unavailable('identity_provider_unavailable', 'Two registrations got into each other’s way.');
    return alreadyExists(first.rule, 'Somebody is registered with this login or address.', { fields });
  };

  return {
    async create(registration) {
      const answer = await api({
        method: 'POST',
        path: '/users',
        timeoutMs: CREATE_TIMEOUT_MS,
        json: {
          username: registration.login,
          email: registration.email,
          emailVerified: false,
          enabled: true,
          firstName: registration.firstName,
          lastName: registration.lastName,
          attributes: { locale: [registration.locale] },
          credentials: [{ type: 'password', value: registration.password, temporary: false }],
        },
      });
      if (answer.status === 409) throw await taken(registration);
      if (answer.status === 400) throw invalid([refusedField(answer.body)]);
      const id = ok(answer).createdId;
      if (!id) throw new Error('Keycloak created an account and did not say which');
      return id;
    },

    async find(login) {
      const found = (await users('username', login)).find((user) => user.username === login);
      if (!found) return undefined;
      const { username, attributes, ...facts } = found;
      return { ...facts, login: username, locale: localeOf(attributes?.locale?.[0]) };
    },

    async sendVerificationEmail(personId) {
      ok(
        await api({
          method: 'PUT',
          path: `/users/${personId}/send-verify-email?client_id=${WEB_CLIENT}`,
          timeoutMs: MAIL_TIMEOUT_MS,
        }),
      );
    },

    async setRoles(personId, wanted) {
      const path = `/users/${personId}/role-mappings/realm`;
      const held = Roles.parse(ok(await api({ method: 'GET', path, repeatable: true })).body);
      const has = (name: string): boolean => held.some((role) => role.name === name);
      const lost = held.filter((role) => MANAGED.some((name) => name === role.name && !wanted[name]));
      const missing = MANAGED.filter((name) => wanted[name] && !has(name));

      if (missing.length > 0) {
        const available = Roles.parse(
          ok(await api({ method: 'GET', path: `${path}/available`, repeatable: true })).body,
        );
        const gained = missing.map((name) => available.find((role) => role.name === name));
        if (gained.includes(undefined)) throw new Error('the realm lacks a role that an affiliation gives');
        ok(await api({ method: 'POST', path, json: gained, repeatable: true }));
      }
      if (lost.length > 0) ok(await api({ method: 'DELETE', path, json: lost, repeatable: true }));
    },
  };
};

const ok = (answer: AdminAnswer): AdminAnswer => {
  if (answer.status < 300) return answer;
  if (answer.status === 404) throw notFound('person_not_found', 'Keycloak knows no such person.');
  throw new Error(`the admin API refused with ${answer.status}`);
};

const FIELD_OF_ATTRIBUTE: Readonly<Record<string, FieldError['field']>> = {
  username: 'login',
  email: 'email',
  lastName: 'lastName',
  firstName: 'firstName',
};
const RULE_OF_FIELD: Readonly<Record<string, FieldRule>> = {
  login: 'login_format',
  email: 'email_format',
  lastName: 'characters',
  firstName: 'characters',
};

/** A refusal by Keycloak's profile or password policy, where it is stricter than our own rules. */
const refusedField = (body: unknown): FieldError => {
  const refusal = Refusal.safeParse(body).data ?? {};
  const field = FIELD_OF_ATTRIBUTE[refusal.field ?? ''];
  if (field) return { field, rule: RULE_OF_FIELD[field] ?? 'wrong_format', message: 'is not admitted by Keycloak' };
  if (/password/i.test(`${refusal.error ?? ''} ${refusal.errorMessage ?? ''}`))
    return { field: 'password', rule: 'password_refused', message: 'breaks the password policy' };
  throw new Error('Keycloak refused an account and did not say why');
};
