import { eventually } from '@creneau/chassis/testing';
import { type Attempt, book, freeSlots, giveBack } from './bookings';
import { serviceCommand } from './commands';
import { type Fact, factsSince, markOf, publish } from './facts';
import { mailsOf } from './mails';
import { ask } from './stack';

const TOPIC = 'creneau.booking.v1';

const attempts: Attempt[] = [];
afterAll(() => giveBack(attempts));

const replay = (...args: string[]) => serviceCommand('notification', 'dist/run-replay.js', ...args);

test('an event that a consumer parked is listed and replayed by a job of its service: its mail goes out, once', async () => {
  const before = await markOf(TOPIC);
  const [startsAt = ''] = await freeSlots(1);
  const attempt = await book('patient3', startsAt, true);
  attempts.push(attempt);
  const visitId = attempt.appointmentId ?? '';
  await eventually(async () => expect(await mailsOf([visitId], 'confirmation')).toHaveLength(1), 30_000);
  const fact = (await factsSince(TOPIC, before)).find(({ value }) => value.includes(visitId)) as Fact;

  // As it would stand had notification not been able to apply it: no mail written, the event among its dead letters.
  await ask('notification', 'DELETE FROM mail WHERE visit_id = $1', [visitId]);
  await ask('notification', 'DELETE FROM inbox WHERE event_id = $1', [fact.id]);
  await publish(`${TOPIC}.dlq`, fact, {
    'creneau-group': 'notification',
    'creneau-reason': 'a fault of the release before',
    'creneau-partition': String(fact.partition),
    'creneau-offset': fact.offset,
    'creneau-parked-at': new Date().toISOString(),
  });

  expect(await replay('--list')).toMatchObject({
    parked: expect.arrayContaining([
      expect.objectContaining({ event: fact.id, reason: 'a fault of the release before' }),
    ]),
  });
  const one = ['--area', 'booking', '--event', fact.id];
  expect(await replay(...one)).toEqual({ replayed: 1, alreadyApplied: 0, stillParked: [] });
  await eventually(async () => expect(await mailsOf([visitId], 'confirmation')).toHaveLength(2), 30_000);
  await expect(replay(...one)).rejects.toThrow(/notification has parked no event/);
}, 120_000);
