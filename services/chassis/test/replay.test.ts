import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import {
  createKafka,
  createLogger,
  createOutbox,
  deadLetterTopicOf,
  type Effect,
  ensureTopics,
  Health,
  Life,
  listParked,
  ManualClock,
  onEvent,
  openPostgres,
  type Postgres,
  replayParked,
  startConsumer,
  startRelay,
  topicOf,
  unavailable,
  unprocessable,
} from '@creneau/chassis';
import { eventually, freshDatabase } from '@creneau/chassis/testing';
import { DueChanged } from '@creneau/proto/payment/v1/events';
import type { Kafka } from 'kafkajs';

const log = createLogger('replay-test', 'silent');
const clock = new ManualClock('2027-01-11T07:00:00Z');
const area = `test-${randomUUID().slice(0, 8)}`;
const office = randomUUID();

const life = new Life(log);
let kafka: Kafka;
let postgres: Postgres;
let drop: () => Promise<void>;
const refused = new Set([2, 4]);
let refusal: Error;

/** What two consumers do with an event: `first` refuses some, `second` takes all. */
const effectOf =
  (group: string): Effect<DueChanged> =>
  async (event, tx) => {
    if (group === 'first' && refused.has(event.sequence)) throw refusal;
    await tx.query('INSERT INTO ledger (key, sequence) VALUES ($1, $2)', [group, event.sequence]);
  };
const inbox = (group: string) => ({
  kafka,
  group: `${area}-${group}`,
  clock,
  postgres,
  subscriptions: [onEvent(DueChanged, effectOf(group))],
});
const ledger = async (group: string): Promise<number[]> =>
  (
    await postgres.query<{ sequence: number }>('SELECT sequence FROM ledger WHERE key = $1 ORDER BY position', [group])
  ).map(({ sequence }) => sequence);
const parked = async (group: string): Promise<string[]> =>
  (await listParked(inbox(group), area)).map(({ event, reason }) => `${ids.get(event)} ${reason}`);
let ids: Map<string, number>;
const idOf = (sequence: number): string => [...ids].find(([, known]) => known === sequence)?.[0] ?? '';

beforeAll(async () => {
  kafka = createKafka('replay-test', { KAFKA_BROKERS: (process.env.KAFKA_BROKERS ?? '').split(',') }, log);
  const database = await freshDatabase(join(__dirname, 'migrations'));
  drop = database.drop;
  postgres = await openPostgres({ url: database.url, life, health: new Health(), log });
  await ensureTopics(kafka, area);
  refusal = unprocessable('broken', 'as it was at first');
  const outbox = createOutbox(clock, () => undefined);
  for (let version = 1; version <= 5; version += 1)
    await postgres.tx((tx) => outbox.add(tx, office, DueChanged, { officeId: office, version, due: undefined }));
  const facts = await postgres.query<{ id: string; sequence: number }>('SELECT id, sequence FROM outbox');
  ids = new Map(facts.map(({ id, sequence }) => [id, sequence]));
  for (const group of ['first', 'second'])
    startConsumer({ ...inbox(group), life, log, health: new Health(), areas: [area] });
  startRelay({ life, log, kafka, postgres, clock, area });
  await eventually(async () => expect([await ledger('first'), await ledger('second')]).toEqual([[1, 3, 5], ALL]));
});
afterAll(async () => {
  await life.stop();
  const admin = kafka.admin();
  await admin.connect();
  await admin.deleteTopics({ topics: [topicOf(area), deadLetterTopicOf(topicOf(area))] });
  await admin.disconnect();
  await drop();
});
const ALL = [1, 2, 3, 4, 5];

test('what is parked is listed with its reason, for the consumer that parked it alone', async () => {
  await eventually(async () => expect(await parked('first')).toEqual(['2 as it was at first', '4 as it was at first']));
  expect(await parked('second')).toEqual([]);
});

test('an event that nobody parked is refused in words', async () => {
  await expect(replayParked(inbox('second'), { area, event: idOf(2) })).rejects.toThrow(/has parked no event/);
});

test('what still fails stays parked, with the reason of now', async () => {
  refusal = unprocessable('broken', 'as it is now');
  const report = await replayParked(inbox('first'), { area, event: idOf(2) });
  expect(report).toMatchObject({ replayed: 0, stillParked: [{ event: idOf(2), reason: 'as it is now' }] });
  expect(await parked('first')).toEqual(['2 as it is now', '4 as it was at first']);
});

test('a dependency that is away ends the run in words and leaves all parked', async () => {
  refusal = unavailable('away', 'not now');
  await expect(replayParked(inbox('first'), { area })).rejects.toThrow(/after 0 were replayed: not now/);
  expect(await parked('first')).toHaveLength(2);
});

test('a dry run says what would happen and changes nothing', async () => {
  refusal = unprocessable('broken', 'still');
  refused.delete(2);
  const report = await replayParked(inbox('first'), { area, dryRun: true });
  expect(report).toMatchObject({ replayed: 1, stillParked: [{ event: idOf(4), reason: 'still' }] });
  expect(await ledger('first')).toEqual([1, 3, 5]);
  expect(await parked('first')).toEqual(['2 as it is now', '4 as it was at first']);
});

test('once the cause is gone the events are applied in order, once, and by their consumer alone', async () => {
  refused.clear();
  expect(await replayParked(inbox('first'), { area })).toEqual({ replayed: 2, alreadyApplied: 0, stillParked: [] });
  expect(await ledger('first')).toEqual([1, 3, 5, 2, 4]);
  expect(await ledger('second')).toEqual(ALL);
});

test('a second run does nothing', async () => {
  expect(await replayParked(inbox('first'), { area })).toEqual({ replayed: 0, alreadyApplied: 0, stillParked: [] });
  expect(await ledger('first')).toHaveLength(5);
});
