import { setTimeout as sleep } from 'node:timers/promises';
import { eventually } from '@creneau/chassis/testing';
import { type Attempt, book, confirmed, freeSlots, giveBack } from './bookings';
import { mailsOf } from './mails';
import { ask, faults } from './stack';

const VISITS = 12;
const REMINDED_HOURS_BEFORE = 48;
/** Into the senders' work, a little later each time. */
const KILLS_AFTER_MS = [0, 60, 150, 300];

const attempts: Attempt[] = [];
afterAll(async () => {
  await faults.clock();
  await giveBack(attempts);
}, 60_000);

test('the sender of reminders is killed again and again: each goes out, and twice only across a kill', async () => {
  // Across a weekend the first would have begun when the last is due.
  for (const startsAt of await freeSlots(VISITS, REMINDED_HOURS_BEFORE / 2))
    attempts.push(await book('patient4', startsAt, true));
  const visits = confirmed(attempts);
  expect(visits).toHaveLength(VISITS);
  const rows = () =>
    ask<{ state: string }>(`notification`, `SELECT state FROM mail WHERE visit_id = ANY($1) AND kind = 'reminder'`, [
      visits,
    ]);
  await eventually(async () => expect((await rows()).map(({ state }) => state)).toEqual(visits.map(() => 'waiting')));

  // All are due, and no visit has begun.
  const last = Temporal.Instant.from(attempts.at(-1)?.startsAt ?? '');
  await faults.clock(last.subtract({ hours: REMINDED_HOURS_BEFORE }));
  for (const ms of KILLS_AFTER_MS) {
    await sleep(ms);
    await faults.kill('notification');
  }
  // A dead sender's lease runs out after minutes of real time, which no clock of ours moves.
  await ask('notification', 'UPDATE mail SET next_attempt_at = now() WHERE visit_id = ANY($1)', [visits]);

  await eventually(
    async () => expect((await rows()).map(({ state }) => state)).toEqual(visits.map(() => 'sent')),
    60_000,
  );
  const mails = await mailsOf(visits, 'reminder');
  expect(visits.filter((id) => !mails.includes(id))).toEqual([]);
  // At each kill the four senders may each have been between the server's yes and their mark.
  expect(mails.length - visits.length).toBeLessThanOrEqual(4 * KILLS_AFTER_MS.length);
  expect(new Set(mails).size).toBe(VISITS);
}, 180_000);
