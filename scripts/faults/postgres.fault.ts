import { setTimeout as sleep } from 'node:timers/promises';
import { eventually } from '@creneau/chassis/testing';
import { call, publicUrl, tokenOf } from './api';
import { type Attempt, bookSteadily, confirmed, giveBack, OFFICE, tally } from './bookings';
import { ask, faults } from './stack';

const SERVICES = ['identity', 'scheduling', 'booking', 'payment', 'notification', 'gateway'];
/** Longer than any deadline of the gateway's. */
const BOUND_MS = 12_000;

let attempts: Attempt[] = [];
afterAll(async () => {
  await faults.mendAll();
  await giveBack(attempts);
}, 240_000);

const pids = (): number[] => SERVICES.map((name) => faults.pid(name));

test('PostgreSQL is restarted under load: honest answers within a bound, no service restarts, nothing lost or half-saved', async () => {
  const before = pids();
  const crowd = await bookSteadily({ perSecond: 6, again: true });
  await sleep(1_000);
  const mend = await faults.away('postgres');
  await sleep(1_500);
  await mend();
  await sleep(2_000);
  attempts = await crowd.stop();

  const answers = attempts.flatMap((attempt) => attempt.answers);
  const unexpected = Object.keys(tally(attempts)).filter((answer) => !/^(201|503|409 in_progress|429)/.test(answer));
  expect(unexpected).toEqual([]);
  expect(answers.some(({ status }) => status === 503)).toBe(true);
  expect(Math.max(...answers.map(({ ms }) => ms))).toBeLessThan(BOUND_MS);
  expect(pids()).toEqual(before);
  expect(tally(attempts.filter(({ appointmentId }) => !appointmentId))).toEqual({});
  await eventually(
    async () => expect((await call('GET', '/readyz', { origin: publicUrl() })).status).toBe(200),
    30_000,
  );

  // Each intent became one visit with its claim, and none is left half-way.
  const ids = confirmed(attempts);
  expect(new Set(ids).size).toBe(attempts.length);
  const visits = await ask<{ state: string }>('booking', 'SELECT state FROM visit WHERE id = ANY($1)', [ids]);
  expect(visits.map(({ state }) => state)).toEqual(ids.map(() => 'booked'));
  const claims = await ask('scheduling', `SELECT 1 FROM claim WHERE visit_id = ANY($1) AND state = 'held'`, [ids]);
  expect(claims).toHaveLength(ids.length);
  await eventually(async () => {
    expect(await ask('booking', `SELECT id FROM visit WHERE state = 'requested'`)).toEqual([]);
    expect(await ask('booking', 'SELECT id FROM outbox')).toEqual([]);
  }, 30_000);
  const planning = await call('GET', `/api/offices/${OFFICE}/planning`, { token: await tokenOf('secretaire') });
  expect(ids.filter((id) => !planning.text.includes(id))).toEqual([]);
}, 120_000);
