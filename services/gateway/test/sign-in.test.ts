import { createHash } from 'node:crypto';
import { createLogger, Life, openRedis } from '@creneau/chassis';
import type { Redis } from 'ioredis';
import { createSessionStore } from '../src/session/session-store';
import { openBrowser } from './browser';
import { openGateway, type TestGateway } from './gateway-builder';

const COOKIE = '__Host-creneau';

let gateway: TestGateway;
let redis: Redis;
const life = new Life(createLogger('test', 'fatal'));
beforeAll(async () => {
  gateway = await openGateway();
  redis = await openRedis(life, createLogger('test', 'fatal'), gateway.config.REDIS_URL);
});
afterAll(async () => {
  await gateway?.stop();
  await life.stop();
});

const browser = () => openBrowser(gateway.config.PUBLIC_URL, gateway.url);
const keyOf = (secret: string): string => createHash('sha256').update(secret).digest('base64url');
const store = () => createSessionStore(redis, gateway.config.SESSION_SECRET);
/** An endpoint that needs somebody and asks no service: an unmet body says that the door was passed. */
const knock = (b: ReturnType<typeof browser>, headers: Record<string, string> = { 'x-creneau-csrf': '1' }) =>
  b.open(`${gateway.url}/api/appointments`, { method: 'POST', headers });

describe('signing in', () => {
  test('goes through Keycloak in French and comes back to the page asked for, with a cookie no script can read', async () => {
    const b = browser();
    const page = await b.signIn('patient', { returnTo: '/api/openapi.json' });
    expect(page.url).toBe(`${gateway.config.PUBLIC_URL}/api/openapi.json`);
    expect(page.visited.join(' ')).toContain('/auth/callback?');
    const cookie = b.cookies.get(COOKIE);
    expect(cookie?.attributes.split('; ').sort()).toEqual(['HttpOnly', 'Path=/', 'SameSite=Lax', 'Secure']);
    expect([...b.cookies.keys()].some((name) => name.includes('creneau-login'))).toBe(false);
    expect((await knock(b)).status).toBe(400);
  });

  test('stores neither the cookie nor a token readably', async () => {
    const b = browser();
    await b.signIn('patient');
    const secret = b.cookies.get(COOKIE)?.value ?? '';
    const stored = await redis.get(`creneau:session:${keyOf(secret)}`);
    expect(stored).toMatch(/^[\w-]+$/);
    expect(Buffer.from(stored ?? '', 'base64url').toString('latin1')).not.toMatch(/eyJ|accessToken/);
    expect(await redis.exists(`creneau:session:${secret}`)).toBe(0);
  });

  test('keeps the person connected only when she asked for it', async () => {
    const b = browser();
    await b.signIn('patient2', { rememberMe: true });
    expect(Number(/Max-Age=(\d+)/.exec(b.cookies.get(COOKIE)?.attributes ?? '')?.[1])).toBeGreaterThan(86_400 * 20);
  });

  test('gives a new session each time, and ends the one the browser came with', async () => {
    const b = browser();
    await b.signIn('patient');
    const first = b.cookies.get(COOKIE)?.value ?? '';
    await b.open(`${gateway.config.PUBLIC_URL}/auth/login`);
    const second = b.cookies.get(COOKIE)?.value ?? '';
    expect(second).not.toBe(first);
    expect(await store().find(first)).toBeUndefined();
    expect(await store().find(second)).toBeDefined();
  });

  test('is refused to an answer that does not belong to this browser', async () => {
    const victim = browser();
    const login = await victim.open(`${gateway.config.PUBLIC_URL}/auth/login`);
    const state = new URL(login.visited[1] ?? '').searchParams.get('state');
    const page = await browser().open(`${gateway.config.PUBLIC_URL}/auth/callback?code=stolen&state=${state}`);
    expect(page.visited[1]).toBe(`${gateway.config.PUBLIC_URL}/?signin=failed`);
    const own = await victim.open(`${gateway.config.PUBLIC_URL}/auth/callback?code=made-up&state=${state}`);
    expect(own.visited[1]).toBe(`${gateway.config.PUBLIC_URL}/?signin=failed`);
    expect(victim.cookies.has(COOKIE)).toBe(false);
  });
});

describe('a session', () => {
  test('changes nothing without the header that only our own pages can send', async () => {
    const b = browser();
    await b.signIn('patient');
    const page = await knock(b, {});
    expect(page.status).toBe(403);
    expect(JSON.parse(page.text)).toMatchObject({ code: 'csrf_header_missing' });
  });

  test('is refreshed once for twenty requests at the same instant, and all of them pass', async () => {
    const b = browser();
    await b.signIn('patient');
    const key = keyOf(b.cookies.get(COOKIE)?.value ?? '');
    const before = await store().byKey(key);
    if (!before) throw new Error('no session');
    await store().update({ ...before, accessExpiresMs: Date.now() - 1 });
    const other = await openGateway();
    try {
      const answers = await Promise.all(
        Array.from({ length: 20 }, (_, n) =>
          b.open(`${n % 2 ? gateway.url : other.url}/api/appointments`, {
            method: 'POST',
            headers: { 'x-creneau-csrf': '1' },
          }),
        ),
      );
      expect(answers.map((answer) => answer.status)).toEqual(Array.from({ length: 20 }, () => 400));
    } finally {
      await other.stop();
    }
    const after = await store().byKey(key);
    expect(after?.refreshToken).not.toBe(before.refreshToken);
    expect((await knock(b)).status).toBe(400);
  });

  test('is over, with its cookie, once its refresh token is no longer good', async () => {
    const b = browser();
    await b.signIn('patient');
    const key = keyOf(b.cookies.get(COOKIE)?.value ?? '');
    const session = await store().byKey(key);
    if (!session) throw new Error('no session');
    await store().update({ ...session, accessExpiresMs: 0, refreshToken: 'not one of Keycloak’s' });
    const page = await knock(b);
    expect(page.status).toBe(401);
    expect(JSON.parse(page.text)).toMatchObject({ code: 'not_authenticated' });
    expect(b.cookies.has(COOKIE)).toBe(false);
    expect(await store().byKey(key)).toBeUndefined();
  });

  test('ends here and at Keycloak when the person signs out', async () => {
    const b = browser();
    await b.signIn('patient');
    expect((await b.open(`${gateway.url}/auth/logout`, { method: 'POST' })).status).toBe(403);
    const page = await b.open(`${gateway.url}/auth/logout`, { method: 'POST', headers: { 'x-creneau-csrf': '1' } });
    expect(b.cookies.has(COOKIE)).toBe(false);
    const { location } = JSON.parse(page.text);
    expect(new URL(location).origin).toBe(new URL(gateway.config.OIDC_ISSUER).origin);
    await b.open(location);
    const again = await b.open(`${gateway.config.PUBLIC_URL}/auth/login`);
    expect(again.text).toContain('id="password"');
  });

  test('is not ended by a log-out token that Keycloak did not sign', async () => {
    const b = browser();
    await b.signIn('patient');
    const claims = Buffer.from(JSON.stringify({ sid: 'any' })).toString('base64url');
    const page = await b.open(`${gateway.url}/auth/backchannel-logout`, {
      method: 'POST',
      form: { logout_token: `eyJhbGciOiJub25lIn0.${claims}.` },
    });
    expect(page.status).toBe(400);
    expect((await knock(b)).status).toBe(400);
  });

  test('of every browser of a sign-in ends with it', async () => {
    const b = browser();
    await b.signIn('patient');
    const key = keyOf(b.cookies.get(COOKIE)?.value ?? '');
    const session = await store().byKey(key);
    await store().endSignIn(session?.sid ?? '');
    expect((await knock(b)).status).toBe(401);
  });
});
