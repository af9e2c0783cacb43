import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { eventually } from '../testing/eventually';
import { createServiceTokenSource } from './service-token';

/** A token endpoint that numbers its tokens, or is away. */
let provider: Server;
let issuer: string;
let given: number;
let away: boolean;
/** Only the time of day is the test's: waiting stays real. */
let nowMs: number;

beforeAll(async () => {
  provider = createServer((_request, response) => {
    response.writeHead(away ? 503 : 200, { 'content-type': 'application/json' });
    if (!away) given += 1;
    response.end(JSON.stringify({ access_token: `token ${given}`, expires_in: 900 }));
  });
  await new Promise<void>((resolve) => provider.listen(0, resolve));
  issuer = `http://localhost:${(provider.address() as AddressInfo).port}`;
});
afterAll(() => {
  provider.close();
  provider.closeAllConnections();
});
beforeEach(() => {
  [given, away, nowMs] = [0, false, 1_000_000];
});

const pass = (seconds: number): void => {
  nowMs += seconds * 1000;
};
const source = () => createServiceTokenSource(issuer, 'creneau-test', 'secret', () => nowMs);

test('one token serves all callers, who share its fetch', async () => {
  const token = source();
  expect(await Promise.all([token(), token(), token()])).toEqual(['token 1', 'token 1', 'token 1']);
  pass(299);
  expect(await token()).toBe('token 1');
  expect(given).toBe(1);
});

test('a token is renewed long before it ends, and nobody waits for that', async () => {
  const token = source();
  await token();
  pass(301);
  expect(await token()).toBe('token 1');
  await eventually(async () => expect(await token()).toBe('token 2'));
});

test('while the identity provider is away the token serves to its end, which is beyond that of any person', async () => {
  const token = source();
  await token();
  pass(299);
  away = true;
  for (let minute = 0; minute < 10; minute += 1) {
    expect(await token()).toBe('token 1');
    pass(60);
  }
  pass(2);
  await expect(token()).rejects.toMatchObject({ kind: 'unavailable', code: 'service_token_unavailable' });
  away = false;
  expect(await token()).toBe('token 2');
});
