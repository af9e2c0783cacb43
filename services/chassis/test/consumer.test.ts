import { type ChildProcess, spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { invalid, topicOf, unavailable } from '@creneau/chassis';
import { eventually, stackVariable } from '@creneau/chassis/testing';
import { DueChanged } from '@creneau/proto/payment/v1/events';
import { type Consumer, type Kafka, KafkaJSNonRetriableError } from 'kafkajs';
import { Client } from 'pg';
import { aDue, officeId, openStage, record } from './consumer-stage';
import { sendingThrough } from './sending-through';

let stage: Awaited<ReturnType<typeof openStage>>;
let dying: ChildProcess | undefined;
beforeEach(async () => {
  stage = await openStage();
});
afterEach(async () => {
  dying?.kill('SIGKILL');
  await stage.close();
});

/** The same client, whose consumer's signs of life and joinings are counted. */
const watched = (kafka: Kafka) => {
  const seen = { heartbeats: 0, joins: 0 };
  const client: Kafka = Object.create(kafka, {
    consumer: {
      value: (options: Parameters<Kafka['consumer']>[0]): Consumer => {
        const consumer = kafka.consumer(options);
        consumer.on('consumer.heartbeat', () => {
          seen.heartbeats += 1;
        });
        consumer.on('consumer.group_join', () => {
          seen.joins += 1;
        });
        return consumer;
      },
    },
  });
  return { seen, client };
};
const waitForHeartbeats = async (seen: { heartbeats: number }, more: number): Promise<void> => {
  const before = seen.heartbeats;
  await eventually(() => expect(seen.heartbeats).toBeGreaterThanOrEqual(before + more));
};

test('a poison event that cannot be parked at first is parked later, once, and the good ones behind it are applied', async () => {
  let failures = 0;
  const kafka = sendingThrough(stage.topic.kafka, (record, real) => {
    if (failures > 0) return real.send(record);
    failures += 1;
    throw new KafkaJSNonRetriableError('the broker takes nothing now');
  });
  await stage.topic.tell(officeId, DueChanged, aDue, aDue, aDue, aDue);
  stage.consume(async (event, tx) => {
    if (event.sequence === 2) throw invalid([{ field: 'due', rule: 'wrong_format', message: 'cannot be applied' }]);
    await record(event, tx);
  }, kafka);
  await stage.waitFor([1, 3, 4]);
  expect(failures).toBe(1);
  const parked = await stage.topic.deadLetters();
  expect(parked).toHaveLength(1);
  expect(parked[0]).toMatchObject({
    key: officeId,
    headers: {
      ce_sequence: '2',
      'creneau-group': stage.topic.area,
      'creneau-reason': 'The request breaks a rule. due cannot be applied',
    },
  });
});

test('a consumer that waits lets its process rest', async () => {
  await stage.topic.tell(officeId, DueChanged, aDue);
  stage.consume(record);
  await stage.waitFor([1]);
  const timers = jest.spyOn(globalThis, 'setTimeout');
  await sleep(1_000);
  const { length } = timers.mock.calls;
  timers.mockRestore();
  // A heartbeat, a question to the broker, a look after what was left: some, of which none sets itself again at once.
  expect(length).toBeLessThan(100);
});

test('while a dependency is away the consumer shows signs of life, and goes on in order in the same session', async () => {
  const { seen, client } = watched(stage.topic.kafka);
  let away = true;
  let attempts = 0;
  await stage.topic.tell(officeId, DueChanged, aDue, aDue, aDue);
  stage.consume(async (event, tx) => {
    attempts += 1;
    if (away && event.sequence === 2) throw unavailable('away', 'not now');
    await record(event, tx);
  }, client);
  await eventually(() => expect(attempts).toBeGreaterThanOrEqual(4));
  const { joins } = seen;
  await waitForHeartbeats(seen, 1);
  expect(await stage.applied()).toEqual([1]);
  away = false;
  await stage.waitFor([1, 2, 3]);
  expect(seen.joins).toBe(joins);
});

test('an event that waits holds up its own partition alone', async () => {
  let attempts = 0;
  let away = true;
  const stuck = await stage.topic.tell(officeId, DueChanged, aDue);
  stage.consume(async (event, tx) => {
    if (event.key === officeId) {
      attempts += 1;
      if (away) throw unavailable('away', 'not now');
    }
    await record(event, tx);
  });
  await eventually(() => expect(attempts).toBeGreaterThanOrEqual(2));
  let other = randomUUID();
  while ((await stage.topic.tell(other, DueChanged, aDue)) === stuck) other = randomUUID();
  await eventually(async () =>
    expect(await stage.postgres.query('SELECT sequence FROM ledger WHERE key = $1', [other])).toHaveLength(1),
  );
  expect(await stage.postgres.query('SELECT 1 FROM ledger WHERE key = $1', [officeId])).toEqual([]);
  away = false;
  await eventually(async () =>
    expect(await stage.postgres.query('SELECT sequence FROM ledger WHERE key = $1', [officeId])).toHaveLength(1),
  );
});

test('while an effect waits for a lock the consumer shows signs of life, and keeps its session', async () => {
  const { seen, client } = watched(stage.topic.kafka);
  let joins = 0;
  const other = new Client({ connectionString: stage.url });
  await other.connect();
  try {
    await other.query('BEGIN');
    await other.query('LOCK TABLE ledger IN EXCLUSIVE MODE');
    await stage.topic.tell(officeId, DueChanged, aDue);
    stage.consume(record, client);
    await eventually(async () =>
      expect(
        await stage.postgres.query(`SELECT 1 FROM pg_locks WHERE relation = 'ledger'::regclass AND NOT granted`),
      ).toEqual([{ '?column?': 1 }]),
    );
    joins = seen.joins;
    await waitForHeartbeats(seen, 2);
  } finally {
    await other.end();
  }
  await stage.waitFor([1]);
  expect(seen.joins).toBe(joins);
});

test('a consumer that is killed after an effect and before its commit leaves an effect that is there once', async () => {
  const other = new Client({ connectionString: stage.url });
  const admin = stage.topic.kafka.admin();
  await Promise.all([other.connect(), admin.connect()]);
  try {
    await other.query('SELECT pg_advisory_lock(2)');
    await stage.topic.tell(officeId, DueChanged, aDue, aDue, aDue);
    dying = spawn(process.execPath, [join(__dirname, 'ledger-consumer.cjs')], {
      env: {
        ...process.env,
        AREA: stage.topic.area,
        GROUP: stage.topic.area,
        DATABASE_URL: stage.url,
        KAFKA_BROKERS: stackVariable('KAFKA_BROKERS'),
      },
      stdio: 'inherit',
    });
    // The first effect is there, the second waits for the lock.
    await stage.waitFor([1], 30_000);
    await eventually(async () =>
      expect(
        await stage.postgres.query(`SELECT 1 FROM pg_locks WHERE locktype = 'advisory' AND NOT granted`),
      ).toHaveLength(1),
    );
    dying.kill('SIGKILL');
    // As if the broker had been told of neither; it takes that once it knows the member dead.
    await eventually(
      () => admin.resetOffsets({ groupId: stage.topic.area, topic: topicOf(stage.topic.area), earliest: true }),
      30_000,
    );
  } finally {
    await Promise.all([other.end(), admin.disconnect()]);
  }
  stage.consume(record);
  await stage.waitFor([1, 2, 3], 30_000);
});
