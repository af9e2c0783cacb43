import { setTimeout as sleep } from 'node:timers/promises';
import { eventually } from '@creneau/chassis/testing';
import { type Attempt, bookSteadily, confirmed, giveBack, OFFICE, tally } from './bookings';
import { factsSince, markOf, sequencesOf } from './facts';
import { mailsOf } from './mails';
import { faults } from './stack';

const TOPIC = 'creneau.booking.v1';
/** A minute by `OUTAGE_S=60 npm test -- faults kafka`. */
const OUTAGE_MS = Number(process.env.OUTAGE_S ?? 8) * 1000;

let attempts: Attempt[] = [];
afterAll(async () => {
  await faults.mendAll();
  await giveBack(attempts);
}, 240_000);

test('bookings go on while Kafka is away; afterwards the facts follow in order, and every mail goes out once', async () => {
  const before = await markOf(TOPIC);
  const crowd = await bookSteadily({ perSecond: 5, most: 350 });
  const mend = await faults.away('kafka');
  await sleep(OUTAGE_MS);
  attempts = await crowd.stop();
  await mend();

  expect(Object.keys(tally(attempts))).toEqual(['201']);
  const visits = confirmed(attempts);
  expect(visits.length).toBeGreaterThan(OUTAGE_MS / 300);

  const published = await eventually(async () => {
    const facts = await factsSince(TOPIC, before);
    const booked = facts.filter(({ type }) => type.endsWith('VisitBooked')).map(({ value }) => value);
    expect(visits.filter((id) => !booked.some((value) => value.includes(id)))).toEqual([]);
    return facts;
  }, 60_000);
  const sequences = sequencesOf(published, OFFICE);
  expect(sequences).toEqual(sequences.map((_, index) => (sequences[0] ?? 0) + index));

  await eventually(async () => {
    const mails = await mailsOf(visits, 'confirmation');
    expect(visits.filter((id) => !mails.includes(id))).toEqual([]);
    expect(mails).toHaveLength(visits.length);
  }, 60_000);
}, 240_000);
