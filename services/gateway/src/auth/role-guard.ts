import { forbidden, unauthenticated, until } from '@creneau/chassis';
import type { Request, RequestHandler, Response } from 'express';
import KeycloakConnect from 'keycloak-connect';
import type { Role } from '../api/endpoint';

/** `verify-token-audience` is read by the adapter and missing from its types. */
interface AdapterConfig extends KeycloakConnect.KeycloakConfig {
  'verify-token-audience': boolean;
}

/** Puts the request through the guard of one set of roles. Throws `unauthenticated` or `forbidden`; resolves when admitted. */
export type RoleGuard = (request: Request, response: Response, token: string, roles: readonly Role[]) => Promise<void>;

/** The adapter asks for Keycloak's keys without a limit of its own. */
const PATIENCE_MS = 4_000;
/** Checked tokens remembered at most; the oldest go first. The adapter would check each anew with each request. */
const REMEMBERED = 2_000;

/**
 * keycloak-connect in bearer-only mode, and only its token check and its guard: its `middleware()` would add log-out and
 * admin addresses that nobody asked for. Its plain-text answers never leave: they become errors of our own family.
 */
export const createRoleGuard = (issuer: string, audience: string): RoleGuard => {
  const at = issuer.lastIndexOf('/realms/');
  if (at < 0) throw new Error('the issuer is not a Keycloak realm');
  const config: AdapterConfig = {
    realm: issuer.slice(at + '/realms/'.length),
    'auth-server-url': issuer.slice(0, at),
    'ssl-required': issuer.startsWith('https:') ? 'external' : 'none',
    'confidential-port': 0,
    resource: audience,
    'bearer-only': true,
    'verify-token-audience': true,
  };
  const keycloak = new KeycloakConnect({}, config);
  const refusals = new WeakMap<Request, () => void>();
  keycloak.accessDenied = (request) => refusals.get(request)?.();

  const guards = new Map<string, RequestHandler>();
  const guardOf = (roles: readonly Role[]): RequestHandler => {
    const name = roles.join(' ');
    const known = guards.get(name);
    if (known) return known;
    const guard = keycloak.protect((token) => roles.some((role) => token.hasRole(`realm:${role}`)));
    guards.set(name, guard);
    return guard;
  };

  const remembered = new Map<string, KeycloakConnect.Grant>();

  /** The adapter reads the token from the header; that of a cookie session is put there for it. */
  const check = async (request: Request, response: Response, token: string): Promise<KeycloakConnect.Grant> => {
    request.headers.authorization = `Bearer ${token}`;
    const grant = await until(
      Date.now() + PATIENCE_MS,
      keycloak.getGrant(request, response).catch(() => undefined),
    );
    if (!grant) throw unauthenticated('invalid_token', 'The token is not valid here.');
    if (remembered.size >= REMEMBERED) remembered.delete(remembered.keys().next().value ?? '');
    remembered.set(token, grant);
    return grant;
  };

  return async (request, response, token, roles) => {
    const grant = remembered.get(token) ?? (await check(request, response, token));
    if (grant.isExpired()) {
      remembered.delete(token);
      throw unauthenticated('token_expired', 'The token has expired.');
    }
    Object.assign(request, { kauth: { grant } });
    await new Promise<void>((resolve, reject) => {
      refusals.set(request, () => reject(forbidden('wrong_role', 'Not with this role.')));
      guardOf(roles)(request, response, (error?: unknown) => (error ? reject(error) : resolve()));
    });
  };
};
