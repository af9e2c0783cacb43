import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { SignJWT } from 'jose';
import { createTokenVerifier } from './token-verifier';

/** Any well-formed token: the keys are asked for before its signature is looked at. */
const aToken = async (issuer: string): Promise<string> => {
  const { privateKey } = await crypto.subtle.generateKey({ name: 'ECDSA', namedCurve: 'P-256' }, true, [
    'sign',
    'verify',
  ]);
  return new SignJWT({})
    .setProtectedHeader({ alg: 'ES256', kid: 'k' })
    .setIssuer(issuer)
    .setSubject('s')
    .setAudience('creneau-api')
    .setExpirationTime('1h')
    .sign(privateKey);
};

test.each([503, 404])('a key server that answers %i is away: it says nothing of the token', async (status) => {
  const server = createServer((_request, response) => response.writeHead(status).end('starting'));
  await new Promise<void>((resolve) => server.listen(0, resolve));
  const issuer = `http://localhost:${(server.address() as AddressInfo).port}`;
  try {
    await expect(createTokenVerifier(issuer).person(await aToken(issuer))).rejects.toMatchObject({
      kind: 'unavailable',
      code: 'keys_unavailable',
    });
  } finally {
    server.closeAllConnections();
    server.close();
  }
});

test('a key that the server does not have makes a bad token', async () => {
  const server = createServer((_request, response) => response.end('{"keys":[]}'));
  await new Promise<void>((resolve) => server.listen(0, resolve));
  const issuer = `http://localhost:${(server.address() as AddressInfo).port}`;
  try {
    await expect(createTokenVerifier(issuer).person(await aToken(issuer))).rejects.toMatchObject({ code: 'bad_token' });
  } finally {
    server.closeAllConnections();
    server.close();
  }
});

describe('a service', () => {
  const issuer = 'http://localhost/realms/test';
  /** What the realm would sign for this client. */
  const serviceOf = async (azp: string, roles: readonly string[] = []) => {
    const { privateKey, publicKey } = await crypto.subtle.generateKey({ name: 'ECDSA', namedCurve: 'P-256' }, true, [
      'sign',
      'verify',
    ]);
    const token = await new SignJWT({ azp, realm_access: { roles } })
      .setProtectedHeader({ alg: 'ES256' })
      .setIssuer(issuer)
      .setSubject('s')
      .setAudience('creneau-services')
      .setExpirationTime('1h')
      .sign(privateKey);
    return createTokenVerifier(issuer, async () => publicKey).service(token);
  };

  test('is known by the name of its client', async () => {
    expect(await serviceOf('creneau-office-config')).toBe('office-config');
  });

  test("of somebody else's is a reader by its role, whatever its name", async () => {
    expect(await serviceOf('statistics', ['reader'])).toBe('reader');
  });

  test.each(['statistics', 'creneau-', 'creneau-reader'])('called %s without the role is none', async (client) => {
    await expect(serviceOf(client, ['patient'])).rejects.toMatchObject({ code: 'bad_token' });
  });
});
