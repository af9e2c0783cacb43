import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { eventually } from '@creneau/chassis/testing';
import { call, tokenOf } from './api';
import { type Attempt, book, freeSlots, giveBack, OFFICE } from './bookings';
import { runbook, serviceCommand } from './commands';
import { mailsOf } from './mails';
import { ask, faults } from './stack';

const SERVICES = ['scheduling', 'booking', 'notification'] as const;
const PATIENT = 'patient2';

const attempts: Attempt[] = [];
const folder = mkdtempSync(join(tmpdir(), 'creneau-backup-'));
afterAll(async () => {
  await faults.mendAll();
  await giveBack(attempts);
  rmSync(folder, { recursive: true });
});

const bookAt = async (startsAt: string): Promise<string> => {
  const attempt = await book(PATIENT, startsAt, true);
  attempts.push(attempt);
  return attempt.appointmentId ?? '';
};
const offered = async (startsAt: string): Promise<boolean> => {
  const day = startsAt.slice(0, 10);
  const { text } = await call('GET', `/api/offices/${OFFICE}/availability?from=${day}&to=${day}`);
  return text.includes(startsAt);
};
const claims = (visitId: string) =>
  ask<{ state: string }>('scheduling', 'SELECT state FROM claim WHERE visit_id = $1', [visitId]);
const unpublished = async (): Promise<number> => (await ask('notification', 'SELECT 1 FROM outbox')).length;

test('after a restore from before a booking and a cancellation, in the order of the runbook, both still stand', async () => {
  const [early = '', late = '', later = ''] = await freeSlots(3);
  const cancelled = await bookAt(early);
  await eventually(async () => expect(await mailsOf([cancelled], 'confirmation')).toHaveLength(1), 30_000);
  await runbook('backup.sh', folder);
  const since = readFileSync(join(folder, 'since'), 'utf8').trim();
  const booked = await bookAt(late);
  await call('DELETE', `/api/appointments/${cancelled}`, { token: await tokenOf(PATIENT) });
  const mails = async () => ({
    confirmations: await mailsOf([booked, cancelled], 'confirmation'),
    cancellations: await mailsOf([booked, cancelled], 'cancelled'),
  });
  const sent = { confirmations: expect.arrayContaining([booked, cancelled]), cancellations: [cancelled] };
  await eventually(async () => expect(await mails()).toEqual(sent), 30_000);
  await eventually(async () => expect(await unpublished()).toBe(0));

  const mends = await Promise.all(SERVICES.map((service) => faults.away(service, 'SIGTERM')));
  for (const service of SERVICES) await runbook('restore.sh', folder, service);
  expect(await ask('booking', 'SELECT 1 FROM visit WHERE id = $1', [booked])).toEqual([]);
  for (const service of SERVICES) await serviceCommand(service, 'dist/run-catch-up.js', '--since', since);
  for (const mend of mends) await mend();

  await eventually(async () => {
    expect(await claims(booked)).toEqual([{ state: 'held' }]);
    expect(await claims(cancelled)).toEqual([{ state: 'released' }]);
  }, 90_000);
  const { body } = await call('GET', '/api/me/appointments', { token: await tokenOf(PATIENT) });
  expect(JSON.stringify(body)).toContain(booked);
  expect([await offered(early), await offered(late)]).toEqual([true, false]);

  // A mail of now comes after all that the consumer heard again.
  const next = await bookAt(later);
  await eventually(async () => expect(await mailsOf([next], 'confirmation')).toHaveLength(1), 30_000);
  const { confirmations, cancellations } = await mails();
  expect([confirmations.length, cancellations.length]).toEqual([2, 1]);
}, 240_000);
