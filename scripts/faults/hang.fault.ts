import { readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { eventually } from '@creneau/chassis/testing';
import { call, tokenOf } from './api';
import { type Attempt, confirmed, freeSlots, giveBack, OFFICE, signInAll, startBooking, tally } from './bookings';
import { ask, faults } from './stack';

/** Every read ends well before; a booking may wait for 20 s: `HANG_S=30 npm test -- faults hang` shows its end. */
const READ_BOUND_MS = 15_000;
const HANG_MS = Number(process.env.HANG_S ?? 0) * 1000;
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

const day = (days: number): string => new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 10);

onLinux.each([{ hung: ['scheduling', 'identity'] }, { hung: ['postgres'] }])(
  'while $hung hang everybody gets an honest answer in bounded time; afterwards all goes on, and nothing piled up',
  async ({ hung }) => {
    const staff = await tokenOf('secretaire');
    const watched = ['gateway', 'booking'];
    const before = watched.map(memoryOf);
    const slots = await freeSlots(120);
    await signInAll();

    const mends = hung.map((name) => faults.hang(name));
    const crowd = await startBooking(slots, { perSecond: 5, again: true });
    const reads = await Promise.all([
      call('GET', `/api/offices/${OFFICE}/availability?from=${day(1)}&to=${day(30)}`),
      call('GET', '/api/offices?q=delmas'),
      call('GET', '/api/me', { token: staff }),
      call('GET', `/api/offices/${OFFICE}/planning`, { token: staff }),
    ]);
    // They came while it still hung.
    for (const { status, code, ms } of reads) {
      expect([status, code]).toEqual([503, 'unavailable']);
      expect(ms).toBeLessThan(READ_BOUND_MS);
    }
    await sleep(HANG_MS);
    for (const mend of mends) await mend();
    attempts = await crowd.stop();

    // Each in the end got her visit, once.
    const unexpected = Object.keys(tally(attempts)).filter((answer) => !/^(201|503|429|409 in_progress)/.test(answer));
    expect(unexpected).toEqual([]);
    expect(tally(attempts.filter(({ appointmentId }) => !appointmentId))).toEqual({});
    expect(new Set(confirmed(attempts)).size).toBe(attempts.length);
    await eventually(async () => {
      expect(await ask('booking', `SELECT id FROM visit WHERE state = 'requested'`)).toEqual([]);
      expect((await call('GET', `/api/offices/${OFFICE}/planning`, { token: staff })).status).toBe(200);
    }, 30_000);
    for (const [index, service] of watched.entries())
      expect(memoryOf(service) - (before[index] ?? 0)).toBeLessThan(MOST_GROWTH_MB);
  },
  180_000,
);
