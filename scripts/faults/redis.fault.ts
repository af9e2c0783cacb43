import { setTimeout as sleep } from 'node:timers/promises';
import { eventually, stackVariable } from '@creneau/chassis/testing';
import { Redis } from 'ioredis';
import { openBrowser } from '../../services/gateway/test/browser';
import { call, publicUrl, tokenOf } from './api';
import { type Attempt, bookSteadily, confirmed, giveBack, OFFICE, tally } from './bookings';
import { openLivePage } from './live-page';
import { faults } from './stack';

const CAPTCHAS_PER_MINUTE = 240;

let attempts: Attempt[] = [];
const redis = new Redis(stackVariable('REDIS_URL'), { lazyConnect: true });
redis.on('error', () => undefined);
afterAll(async () => {
  await faults.mendAll();
  redis.disconnect();
  await giveBack(attempts);
}, 60_000);

const empty = async (): Promise<void> => {
  await redis.flushall();
};
const statuses = (count: number): Promise<number[]> =>
  Promise.all(Array.from({ length: count }, async () => (await call('GET', '/api/captcha')).status));

test('when Redis is emptied, who was signed in is told so and signs in again; limits begin anew', async () => {
  const browser = openBrowser(publicUrl(), publicUrl());
  await browser.signIn('patient');
  const mine = () => browser.open(`${publicUrl()}/api/me/appointments`);
  expect((await mine()).status).toBe(200);
  const before = await statuses(CAPTCHAS_PER_MINUTE + 40);
  expect(before).toContain(429);

  await empty();

  const refused = await mine();
  expect([refused.status, JSON.parse(refused.text).code]).toEqual([401, 'not_authenticated']);
  expect([...browser.cookies.keys()].filter((name) => name.endsWith('creneau'))).toEqual([]);
  expect(await statuses(1)).toEqual([200]);
  // Keycloak still knows her: no form is asked again.
  await browser.open(`${publicUrl()}/auth/login`);
  expect((await mine()).status).toBe(200);
}, 60_000);

test('while Redis is away people go on booking, and nobody sees a 5xx; open pages read again when it is back, and are live', async () => {
  const token = await tokenOf('secretaire');
  const page = openLivePage({
    officeId: OFFICE,
    origins: [publicUrl()],
    headers: { authorization: `Bearer ${token}` },
  });
  await eventually(() => expect(page.events).toContain('ready'));

  const mend = await faults.away('redis');
  const crowd = await bookSteadily({ perSecond: 5 });
  await sleep(3_000);
  attempts = await crowd.stop();
  expect(Object.keys(tally(attempts))).toEqual(['201']);
  const planning = await call('GET', `/api/offices/${OFFICE}/planning`, { token });
  expect(planning.status).toBe(200);
  expect(confirmed(attempts).filter((id) => !planning.text.includes(id))).toEqual([]);
  await mend();

  await eventually(() => expect(page.events).toContain('resync'));
  const crowdAfter = await bookSteadily({ perSecond: 2 });
  const heard = page.sequences.length;
  await eventually(() => expect(page.sequences.length).toBeGreaterThan(heard));
  attempts.push(...(await crowdAfter.stop()));
  page.leave();
}, 90_000);
