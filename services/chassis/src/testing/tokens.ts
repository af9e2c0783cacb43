import { decodeJwt } from 'jose';
import type { ServiceName } from '../auth/identities';
import { createServiceTokenSource, type TokenSource } from '../auth/service-token';
import { stackVariable } from './environment';

const tokens = new Map<string, Promise<string>>();

/** An access token of a demo user, from the stack's own Keycloak. */
export const personToken = (login: string): Promise<string> => {
  const known = tokens.get(login);
  if (known) return known;
  const fetched = passwordGrant(login);
  tokens.set(login, fetched);
  return fetched;
};

/** A demo user's id and token. */
export const demoPerson = async (login: string): Promise<{ id: string; token: string }> => {
  const token = await personToken(login);
  return { id: decodeJwt(token).sub ?? '', token };
};

/** The token source of a service, as it would have it itself. */
export const serviceTokenOf = (service: ServiceName): TokenSource =>
  createServiceTokenSource(
    stackVariable('OIDC_ISSUER'),
    `creneau-${service}`,
    stackVariable(`OIDC_SECRET_${service.toUpperCase().replace('-', '_')}`),
  );

const passwordGrant = async (login: string): Promise<string> => {
  const response = await fetch(`${stackVariable('OIDC_ISSUER')}/protocol/openid-connect/token`, {
    method: 'POST',
    body: new URLSearchParams({
      grant_type: 'password',
      client_id: 'creneau-cli',
      username: login,
      password: 'demo-creneau',
      scope: 'openid',
    }),
  });
  if (!response.ok) throw new Error(`no token for ${login}: ${response.status} ${await response.text()}`);
  return ((await response.json()) as { access_token: string }).access_token;
};
