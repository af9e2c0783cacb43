import { readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { eventually } from '@creneau/chassis/testing';
import { call, tokenOf } from './api';
import { type Attempt, confirmed, freeSlots, giveBack, OFFICE, signInAll, startBooking, tally } from './bookings';
import { ask, faults } from './stack';

/** Longer than any deadline of the gateway's, with what a loaded machine adds. */
const BOUND_MS = 15_000;
const HANG_MS = 7_000;
const MOST_GROWTH_MB = 150;

let attempts: Attempt[] = [];
afterEach(async () => {
  await faults.mendAll();
  await giveBack(attempts);
  attempts = [];
}, 60_000);

/** Memory that a service's process holds, in MB. */
const memoryOf = (name: string): number =>
  Number(/^VmRSS:\s+(\d+)/m.exec(readFileSync(`/proc/${faults.pid(name)}/status`, 'utf8'))?.[1] ?? 0) / 1024;

const onLinux = process.platform === 'linux' ? test : test.skip;

onLinux.each(['scheduling', 'identity', 'postgres'])(
  'while %s hangs everybody gets an honest answer in bounded time; afterwards all goes on, and nothing piled up',
  async (name) => {
    const staff = await tokenOf('secretaire');
    const watched = ['gateway', 'booking'];
    const before = watched.map(memoryOf);

    const slots = await freeSlots(120);
    await signInAll();

    const mend = faults.hang(name);
    const crowd = await startBooking(slots, { perSecond: 10, again: true });
    const planning = call('GET', `/api/offices/${OFFICE}/planning`, { token: staff });
    const page = call('GET', `/api/offices/${OFFICE}`);
    await sleep(HANG_MS);
    await mend();
    attempts = await crowd.stop();

    const answers = attempts.flatMap((attempt) => attempt.answers);
    const unexpected = Object.keys(tally(attempts)).filter((answer) => !/^(201|503|429|409 in_progress)/.test(answer));
    expect(unexpected).toEqual([]);
    expect(answers.some(({ status }) => status !== 201)).toBe(true);
    for (const { status, ms } of [...answers, await planning, await page]) {
      expect([200, 201, 409, 429, 503]).toContain(status);
      expect(ms).toBeLessThan(BOUND_MS);
    }
    // Each in the end got her visit, once.
    expect(tally(attempts.filter(({ appointmentId }) => !appointmentId))).toEqual({});
    expect(new Set(confirmed(attempts)).size).toBe(attempts.length);
    await eventually(async () => {
      expect(await ask('booking', `SELECT id FROM visit WHERE state = 'requested'`)).toEqual([]);
      expect((await call('GET', `/api/offices/${OFFICE}/planning`, { token: staff })).status).toBe(200);
    }, 30_000);
    for (const [index, service] of watched.entries())
      expect(memoryOf(service) - (before[index] ?? 0)).toBeLessThan(MOST_GROWTH_MB);
  },
  120_000,
);
