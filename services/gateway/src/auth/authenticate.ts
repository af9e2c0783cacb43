import { forbidden, type Person, type TokenVerifier, unauthenticated } from '@creneau/chassis';
import type { Request, Response } from 'express';
import { CSRF_HEADER } from '../api/csrf';
import type { AuthRule, Role } from '../api/endpoint';
import { contextOf } from '../http/request-context';
import type { LiveSession } from '../session/session-store';
import type { Sessions } from '../session/sessions';
import type { RoleGuard } from './role-guard';

interface Deps {
  readonly sessions: Sessions;
  readonly verifier: Pick<TokenVerifier, 'person'>;
  readonly guardRoles: RoleGuard;
}

const ALL_ROLES: readonly Role[] = ['patient', 'secretary', 'practitioner', 'admin'];
/** Roles may have been given a moment ago: tokens older than this are renewed before a refusal. */
const ROLES_MAX_AGE_MS = 10_000;
/** A session whose e-mail was not verified when its token was made asks again after this time. */
const UNVERIFIED_MAX_AGE_MS = 10_000;

const bearerOf = (request: Request): string | undefined => {
  const header = request.headers.authorization;
  if (header === undefined) return undefined;
  const match = /^bearer +([^\s]+)$/i.exec(header);
  if (!match?.[1]) throw unauthenticated('invalid_token', 'The Authorization header holds no bearer token.');
  return match[1];
};

const isSafe = (method: string): boolean => method === 'GET' || method === 'HEAD';

/**
 * Finds out who asks, and refuses before anything else of the request is looked at: no or bad credentials 401,
 * a cookie without the CSRF header 403, a wrong role 403. A bearer token wins over a cookie.
 */
export const createAuthenticate = ({ sessions, verifier, guardRoles }: Deps) => {
  const needsNewToken = (person: Person, rule: AuthRule): number | undefined => {
    if (typeof rule === 'object' && !person.roles.some((role) => rule.anyOf.includes(role))) return ROLES_MAX_AGE_MS;
    return person.emailVerified ? undefined : UNVERIFIED_MAX_AGE_MS;
  };

  /** The person of a session, with a token new enough to say what she may do. */
  const personOfSession = async (
    session: LiveSession,
    rule: AuthRule,
    response: Response,
  ): Promise<{ session: LiveSession; person: Person } | undefined> => {
    const person = await verifier.person(session.accessToken);
    const maxAgeMs = needsNewToken(person, rule);
    if (maxAgeMs === undefined) return { session, person };
    const renewed = await sessions.renewed(session, response, maxAgeMs);
    return renewed && { session: renewed, person: await verifier.person(renewed.accessToken) };
  };

  const identify = async (rule: AuthRule, request: Request, response: Response): Promise<Person | undefined> => {
    const context = contextOf(response);
    const bearer = bearerOf(request);
    if (bearer !== undefined) return verifier.person(bearer);
    const session = await sessions.of(request, response);
    if (!session) return undefined;
    if (!isSafe(request.method) && !request.headers[CSRF_HEADER])
      throw forbidden('csrf_header_missing', 'A header is missing.');
    const found = await personOfSession(session, rule, response);
    context.session = found?.session;
    return found?.person;
  };

  return {
    /** For endpoints that need somebody. */
    async required(rule: Exclude<AuthRule, 'anonymous'>, request: Request, response: Response): Promise<void> {
      const person = await identify(rule, request, response);
      if (!person) throw unauthenticated('not_authenticated', 'A signed-in person is needed.');
      await guardRoles(request, response, person.token, rule === 'signed-in' ? ALL_ROLES : rule.anyOf);
      contextOf(response).person = person;
    },
    /** For the endpoint that only asks who is there: no credentials and dead ones are nobody. */
    async optional(request: Request, response: Response): Promise<void> {
      const session = await sessions.of(request, response);
      if (!session) return;
      const found = await personOfSession(session, 'anonymous', response);
      const context = contextOf(response);
      context.session = found?.session;
      context.person = found?.person;
    },
  };
};

export type Authenticate = ReturnType<typeof createAuthenticate>;
