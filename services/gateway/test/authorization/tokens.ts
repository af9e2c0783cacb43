import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { personToken, serviceTokenOf, stackVariable } from '@creneau/chassis/testing';
import { decodeJwt, SignJWT } from 'jose';

/** Tokens that look right and must open nothing. */
export interface BadTokens {
  readonly [what: string]: string;
}

const grant = async (realm: string, fields: Record<string, string>): Promise<Record<string, string>> => {
  const response = await fetch(`${stackVariable('KEYCLOAK_URL')}/realms/${realm}/protocol/openid-connect/token`, {
    method: 'POST',
    body: new URLSearchParams({ grant_type: 'password', scope: 'openid', ...fields }),
  });
  if (!response.ok) throw new Error(`no token of ${realm}: ${response.status} ${await response.text()}`);
  return (await response.json()) as Record<string, string>;
};

const operatorToken = async (): Promise<string> => {
  const answer = await grant('master', {
    client_id: 'admin-cli',
    username: stackVariable('KEYCLOAK_ADMIN_USER'),
    password: stackVariable('KEYCLOAK_ADMIN_PASSWORD'),
  });
  return answer.access_token ?? '';
};

const DOCTOR = { username: 'docteur', password: 'demo-creneau' };

/** The practitioner's tokens from a client of the realm that exists for the moment, signed by the realm like any other. */
const tokensOfClient = async (operator: string, scopes: string[], lifespanSeconds: number) => {
  const clients = `${stackVariable('KEYCLOAK_URL')}/admin/realms/creneau/clients`;
  const headers = { authorization: `Bearer ${operator}`, 'content-type': 'application/json' };
  const clientId = `matrix-${randomUUID()}`;
  const client = {
    clientId,
    publicClient: true,
    directAccessGrantsEnabled: true,
    fullScopeAllowed: true,
    defaultClientScopes: scopes,
    attributes: { 'access.token.lifespan': String(lifespanSeconds) },
  };
  const made = await fetch(clients, { method: 'POST', headers, body: JSON.stringify(client) });
  if (!made.ok) throw new Error(`no client ${clientId}: ${made.status}`);
  try {
    return await grant('creneau', { client_id: clientId, ...DOCTOR });
  } finally {
    await fetch(made.headers.get('location') ?? '', { method: 'DELETE', headers });
  }
};

const BASICS = ['basic', 'profile', 'email', 'realm-roles'];

/** Signed by the realm, for the right audience, and over. */
export const expiredToken = async (operator: string): Promise<string> => {
  const { access_token: token = '' } = await tokensOfClient(operator, [...BASICS, 'api-audience'], 1);
  const { exp = 0 } = decodeJwt(token);
  while (Date.now() < exp * 1000 + 50) await sleep(50);
  return token;
};

const encoded = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url');

/** The same claims under a signature of somebody else's key. */
const signedByAnother = async (token: string): Promise<string> => {
  const { privateKey } = await crypto.subtle.generateKey({ name: 'ECDSA', namedCurve: 'P-256' }, true, [
    'sign',
    'verify',
  ]);
  return new SignJWT(decodeJwt(token)).setProtectedHeader({ alg: 'ES256', typ: 'JWT' }).sign(privateKey);
};

/** Each way to be no access token of a person, made from a practitioner's. */
export const badTokens = async (): Promise<BadTokens> => {
  const good = await personToken('docteur');
  const [header = '', payload = '', signature = ''] = good.split('.');
  const operator = await operatorToken();
  const [expired, otherClient, ofService] = await Promise.all([
    expiredToken(operator),
    tokensOfClient(operator, BASICS, 60),
    serviceTokenOf('booking')(),
  ]);
  const raised = { ...decodeJwt(good), realm_access: { roles: ['practitioner', 'secretary', 'admin'] } };
  return {
    'of another realm': operator,
    'that expired': expired,
    'for another audience': otherClient.access_token ?? '',
    'of a service': ofService,
    'that says who signed in': otherClient.id_token ?? '',
    'that only renews': otherClient.refresh_token ?? '',
    'without a signature': `${encoded({ alg: 'none', typ: 'JWT' })}.${payload}.`,
    'with its signature cut off': `${header}.${payload}.`,
    'whose roles were changed': `${header}.${encoded(raised)}.${signature}`,
    'signed by somebody else': await signedByAnother(good),
    'that is none': 'abc',
  };
};
