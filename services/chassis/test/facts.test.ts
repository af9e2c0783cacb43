import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import {
  createKafka,
  createLogger,
  createOutbox,
  createProducer,
  deadLetterTopicOf,
  ensureTopics,
  factOf,
  Health,
  invalid,
  Life,
  ManualClock,
  onEvent,
  openPostgres,
  type Postgres,
  startConsumer,
  startRelay,
  toHeaders,
  topicOf,
  unavailable,
} from '@creneau/chassis';
import { eventually, freshDatabase } from '@creneau/chassis/testing';
import { DueChanged } from '@creneau/proto/payment/v1/events';
import type { Kafka } from 'kafkajs';

const MIGRATIONS = join(__dirname, 'migrations');
const log = createLogger('facts-test', 'silent');
const clock = new ManualClock('2027-01-11T07:00:00Z');

let area: string;
let life: Life;
let kafka: Kafka;
let postgres: Postgres;
let drop: () => Promise<void>;
beforeEach(async () => {
  area = `test-${randomUUID().slice(0, 8)}`;
  life = new Life(log);
  kafka = createKafka('facts-test', { KAFKA_BROKERS: (process.env.KAFKA_BROKERS ?? '').split(',') }, log);
  await ensureTopics(kafka, area);
  const database = await freshDatabase(MIGRATIONS);
  drop = database.drop;
  postgres = await openPostgres({ url: database.url, life, health: new Health(), log });
});
afterEach(async () => {
  await life.stop();
  const admin = kafka.admin();
  await admin.connect();
  await admin.deleteTopics({ topics: [topicOf(area), deadLetterTopicOf(topicOf(area))] });
  await admin.disconnect();
  await drop();
});

const outbox = createOutbox(clock, () => undefined);
const aDue = (officeId: string, version: number) => ({ officeId, version, due: undefined });
const addFact = (officeId: string, version: number): Promise<number> =>
  postgres.tx((tx) => outbox.add(tx, officeId, DueChanged, aDue(officeId, version)));
const relay = (on: Life) => startRelay({ life: on, log, kafka, postgres, clock, area });
const consume = (effect: Parameters<typeof onEvent<DueChanged>>[1], on = life) =>
  startConsumer({
    life: on,
    log,
    health: new Health(),
    clock,
    kafka,
    postgres,
    group: area,
    areas: [area],
    subscriptions: [onEvent(DueChanged, effect)],
  });
const ledger = (): Promise<{ key: string; sequence: number }[]> =>
  postgres.query('SELECT key, sequence FROM ledger ORDER BY position');
const record: Parameters<typeof onEvent<DueChanged>>[1] = async (event, tx) => {
  await tx.query('INSERT INTO ledger (key, sequence) VALUES ($1, $2)', [event.key, event.sequence]);
};
/** Sequences by key, in the order they were applied. */
const byKey = async (): Promise<Map<string, number[]>> => {
  const sequences = new Map<string, number[]>();
  for (const { key, sequence } of await ledger()) sequences.set(key, [...(sequences.get(key) ?? []), sequence]);
  return sequences;
};

test('a fact is published only if its state is committed', async () => {
  const officeId = randomUUID();
  await expect(
    postgres.tx(async (tx) => {
      await outbox.add(tx, officeId, DueChanged, aDue(officeId, 1));
      throw new Error('rolled back');
    }),
  ).rejects.toThrow('rolled back');
  expect(await postgres.query('SELECT 1 FROM outbox')).toHaveLength(0);
});

test('facts written together go on in order within an office, whoever writes them in whichever order', async () => {
  const [one, other] = [randomUUID(), randomUUID()];
  const fact = (key: string) => factOf(key, DueChanged, aDue(key, 1));
  expect(await postgres.tx((tx) => outbox.addAll(tx, [one, other, one, one].map(fact)))).toEqual([1, 1, 2, 3]);
  expect(await addFact(one, 1)).toBe(4);
  expect(await postgres.tx((tx) => outbox.addAll(tx, []))).toEqual([]);
  const orders = Array.from({ length: 20 }, (_, n) => (n % 2 === 0 ? [one, other] : [other, one]));
  await Promise.all(orders.map((keys) => postgres.tx((tx) => outbox.addAll(tx, keys.map(fact)))));
  const rows = await postgres.query<{ key: string; sequence: number }>(
    'SELECT key, sequence FROM outbox ORDER BY position',
  );
  for (const [key, count] of [
    [one, 24],
    [other, 21],
  ] as const)
    expect(rows.filter((row) => row.key === key).map(({ sequence }) => sequence)).toEqual(
      Array.from({ length: count }, (_, n) => n + 1),
    );
});

test('facts of many offices written at once arrive once each, in order within an office, though two relays compete', async () => {
  const offices = Array.from({ length: 12 }, () => randomUUID());
  const other = new Life(log);
  relay(life);
  relay(other);
  await consume(record);
  await Promise.all(offices.flatMap((officeId) => Array.from({ length: 10 }, (_, n) => addFact(officeId, n))));
  await other.stop();
  await Promise.all(offices.map((officeId) => addFact(officeId, 11)));
  await eventually(async () => expect(await ledger()).toHaveLength(offices.length * 11), 30_000);
  for (const sequences of (await byKey()).values())
    expect(sequences).toEqual(Array.from({ length: 11 }, (_, n) => n + 1));
});

test('an event that comes twice has its effect once', async () => {
  await consume(record);
  const producer = createProducer(kafka);
  await producer.connect();
  const envelope = {
    id: randomUUID(),
    source: '/test',
    type: DueChanged.$type,
    sequence: 1,
    occurredAt: clock.now(),
    traceparent: null,
  };
  const message = {
    key: 'office',
    value: JSON.stringify(DueChanged.toJSON(aDue('office', 1))),
    headers: toHeaders(envelope),
  };
  await producer.send({ topic: topicOf(area), messages: [message, message] });
  await producer.send({
    topic: topicOf(area),
    messages: [message, { ...message, headers: toHeaders({ ...envelope, id: randomUUID(), sequence: 2 }) }],
  });
  await producer.disconnect();
  await eventually(async () => expect(await byKey()).toEqual(new Map([['office', [1, 2]]])));
});

test('a dependency that is away holds the events back until it returns, and loses none', async () => {
  let away = true;
  relay(life);
  await consume(async (event, tx) => {
    if (away) throw unavailable('away', 'not now');
    await record(event, tx);
  });
  const officeId = randomUUID();
  for (let n = 1; n <= 3; n += 1) await addFact(officeId, n);
  await eventually(async () => expect(await postgres.query('SELECT 1 FROM outbox')).toHaveLength(0));
  expect(await ledger()).toHaveLength(0);
  away = false;
  await eventually(async () => expect(await byKey()).toEqual(new Map([[officeId, [1, 2, 3]]])), 20_000);
});

test('what an effect needs of others is asked before its transaction, again after a failure, and not for an event known already', async () => {
  const officeId = randomUUID();
  const asked: unknown[] = [];
  const found: number[] = [];
  relay(life);
  const subscription = onEvent(
    DueChanged,
    async (event, tx, answer: number) => {
      found.push(answer);
      await record(event, tx);
    },
    {
      concerns: ({ version }) => version !== 9,
      prepare: async ({ data: { version } }) => {
        const open =
          "SELECT 1 FROM pg_stat_activity WHERE datname = current_database() AND state = 'idle in transaction'";
        asked.push(version, (await postgres.query(open)).length);
        if (asked.length === 2) throw unavailable('away', 'not now');
        return version * 10;
      },
    },
  );
  const consumer = { log, health: new Health(), clock, kafka, postgres, group: area, areas: [area] };
  const first = new Life(log);
  startConsumer({ ...consumer, life: first, subscriptions: [subscription] });
  await addFact(officeId, 7);
  await eventually(async () => expect(await byKey()).toEqual(new Map([[officeId, [1]]])), 20_000);
  expect([asked, found]).toEqual([[7, 0, 7, 0], [70]]);
  await first.stop();

  const admin = kafka.admin();
  await admin.connect();
  await admin.resetOffsets({ groupId: area, topic: topicOf(area), earliest: true });
  await admin.disconnect();
  startConsumer({ ...consumer, life, subscriptions: [subscription] });
  // The event of version 9 concerns nobody here.
  await addFact(officeId, 9);
  await addFact(officeId, 8);
  await eventually(async () => expect(await byKey()).toEqual(new Map([[officeId, [1, 3]]])), 20_000);
  expect(found).toEqual([70, 80]);
  expect(asked).toHaveLength(6);
});

test('a poison event is parked with its reason, and the good ones behind it go on', async () => {
  relay(life);
  await consume(async (event, tx) => {
    if (event.sequence === 2) throw invalid([{ field: 'due', rule: 'wrong_format', message: 'cannot be applied' }]);
    await record(event, tx);
  });
  const officeId = randomUUID();
  for (let n = 1; n <= 3; n += 1) await addFact(officeId, n);
  await eventually(async () => expect(await byKey()).toEqual(new Map([[officeId, [1, 3]]])));

  const parked: string[] = [];
  const reader = kafka.consumer({ groupId: `${area}-dlq` });
  await reader.connect();
  await reader.subscribe({ topic: deadLetterTopicOf(topicOf(area)), fromBeginning: true });
  await reader.run({
    eachMessage: async ({ message }) =>
      void parked.push(`${message.headers?.ce_sequence} ${message.headers?.['creneau-reason']}`),
  });
  await eventually(() => expect(parked).toEqual(['2 The request breaks a rule. due cannot be applied']));
  await reader.disconnect();
});

test('what is no event, or not of its type, is parked and holds up nothing behind it', async () => {
  await consume(record);
  const producer = createProducer(kafka);
  await producer.connect();
  const envelope = (sequence: number, id: string = randomUUID()) =>
    toHeaders({ id, source: '/test', type: DueChanged.$type, sequence, occurredAt: clock.now(), traceparent: null });
  const value = JSON.stringify(DueChanged.toJSON(aDue('office', 1)));
  await producer.send({
    topic: topicOf(area),
    messages: [
      { key: 'office', value, headers: envelope(1, 'no-uuid') },
      { key: 'office', value: '{"due":{"changedAt":"never"}}', headers: envelope(2) },
      { key: 'office', value, headers: envelope(3) },
    ],
  });
  await producer.disconnect();
  await eventually(async () => expect(await byKey()).toEqual(new Map([['office', [3]]])));
});

test('a text that cannot be stored is the fault of who sent it', async () => {
  await expect(postgres.query('SELECT $1::text', ['a\u0000b'])).rejects.toMatchObject({ kind: 'invalid' });
});

test('a topic that is replayed from the start changes nothing', async () => {
  relay(life);
  const first = new Life(log);
  await consume(record, first);
  const officeId = randomUUID();
  await addFact(officeId, 1);
  await addFact(officeId, 2);
  await eventually(async () => expect(await ledger()).toHaveLength(2));
  await first.stop();

  const admin = kafka.admin();
  await admin.connect();
  await admin.resetOffsets({ groupId: area, topic: topicOf(area), earliest: true });
  await admin.disconnect();
  await consume(record);
  await addFact(officeId, 3);
  await eventually(async () => expect(await byKey()).toEqual(new Map([[officeId, [1, 2, 3]]])));
});
