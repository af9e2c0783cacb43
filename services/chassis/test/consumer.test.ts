import { type ChildProcess, spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import {
  createLogger,
  type Effect,
  Health,
  invalid,
  Life,
  ManualClock,
  onEvent,
  openPostgres,
  type Postgres,
  startConsumer,
  topicOf,
  unavailable,
} from '@creneau/chassis';
import { eventually, freshDatabase, openTopic, stackVariable, type TestTopic } from '@creneau/chassis/testing';
import { DueChanged } from '@creneau/proto/payment/v1/events';
import { type Consumer, type Kafka, KafkaJSNonRetriableError } from 'kafkajs';
import { Client } from 'pg';
import { sendingThrough } from './sending-through';

const log = createLogger('consumer-test', 'silent');
const clock = new ManualClock('2027-01-11T07:00:00Z');
const officeId = randomUUID();
const aDue: DueChanged = { officeId, version: 1, due: undefined };

let life: Life;
let postgres: Postgres;
let topic: TestTopic;
let database: Awaited<ReturnType<typeof freshDatabase>>;
let dying: ChildProcess | undefined;
beforeEach(async () => {
  life = new Life(log);
  life.onFatal((error) => {
    throw error;
  });
  topic = await openTopic();
  database = await freshDatabase(join(__dirname, 'migrations'));
  postgres = await openPostgres({ url: database.url, life, health: new Health(), log });
});
afterEach(async () => {
  dying?.kill('SIGKILL');
  await life.stop();
  await topic.close();
  await database.drop();
});

const record: Effect<DueChanged> = async ({ key, sequence }, tx) => {
  await tx.query('INSERT INTO ledger (key, sequence) VALUES ($1, $2)', [key, sequence]);
};
const consume = <Found = void>(
  effect: Effect<DueChanged, Found>,
  kafka: Kafka = topic.kafka,
  before: Parameters<typeof onEvent<DueChanged, Found>>[2] = {},
  on = life,
): void =>
  startConsumer({
    life: on,
    log,
    health: new Health(),
    clock,
    kafka,
    postgres,
    group: topic.area,
    areas: [topic.area],
    subscriptions: [onEvent(DueChanged, effect, before)],
  });
const applied = async (): Promise<number[]> =>
  (await postgres.query<{ sequence: number }>('SELECT sequence FROM ledger ORDER BY position')).map(
    ({ sequence }) => sequence,
  );
const waitFor = (sequences: number[], withinMs?: number) =>
  eventually(async () => expect(await applied()).toEqual(sequences), withinMs);

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
  const kafka = sendingThrough(topic.kafka, (record, real) => {
    if (failures > 0) return real.send(record);
    failures += 1;
    throw new KafkaJSNonRetriableError('the broker takes nothing now');
  });
  await topic.tell(officeId, DueChanged, aDue, aDue, aDue, aDue);
  consume(async (event, tx) => {
    if (event.sequence === 2) throw invalid([{ field: 'due', rule: 'wrong_format', message: 'cannot be applied' }]);
    await record(event, tx);
  }, kafka);
  await waitFor([1, 3, 4]);
  expect(failures).toBe(1);
  const parked = await topic.deadLetters();
  expect(parked).toHaveLength(1);
  expect(parked[0]).toMatchObject({
    key: officeId,
    headers: {
      ce_sequence: '2',
      'creneau-group': topic.area,
      'creneau-reason': 'The request breaks a rule. due cannot be applied',
    },
  });
});

test('a consumer that waits lets its process rest', async () => {
  await topic.tell(officeId, DueChanged, aDue);
  consume(record);
  await waitFor([1]);
  const timers = jest.spyOn(globalThis, 'setTimeout');
  await sleep(1_000);
  const { length } = timers.mock.calls;
  timers.mockRestore();
  // A heartbeat, a question to the broker, a look after what was left: some, of which none sets itself again at once.
  expect(length).toBeLessThan(100);
});

test('while a dependency is away the consumer shows signs of life, and goes on in order in the same session', async () => {
  const { seen, client } = watched(topic.kafka);
  let away = true;
  let attempts = 0;
  await topic.tell(officeId, DueChanged, aDue, aDue, aDue);
  consume(async (event, tx) => {
    attempts += 1;
    if (away && event.sequence === 2) throw unavailable('away', 'not now');
    await record(event, tx);
  }, client);
  await eventually(() => expect(attempts).toBeGreaterThanOrEqual(4));
  const { joins } = seen;
  await waitForHeartbeats(seen, 1);
  expect(await applied()).toEqual([1]);
  away = false;
  await waitFor([1, 2, 3]);
  expect(seen.joins).toBe(joins);
});

test('an event that waits holds up its own partition alone', async () => {
  let attempts = 0;
  let away = true;
  const stuck = await topic.tell(officeId, DueChanged, aDue);
  consume(async (event, tx) => {
    if (event.key === officeId) {
      attempts += 1;
      if (away) throw unavailable('away', 'not now');
    }
    await record(event, tx);
  });
  await eventually(() => expect(attempts).toBeGreaterThanOrEqual(2));
  let other = randomUUID();
  while ((await topic.tell(other, DueChanged, aDue)) === stuck) other = randomUUID();
  await eventually(async () =>
    expect(await postgres.query('SELECT sequence FROM ledger WHERE key = $1', [other])).toHaveLength(1),
  );
  expect(await postgres.query('SELECT 1 FROM ledger WHERE key = $1', [officeId])).toEqual([]);
  away = false;
  await eventually(async () =>
    expect(await postgres.query('SELECT sequence FROM ledger WHERE key = $1', [officeId])).toHaveLength(1),
  );
});

describe('events that wait together', () => {
  const keys = Array.from({ length: 24 }, () => randomUUID());
  const appliedKeys = async (): Promise<string[]> =>
    (await postgres.query<{ key: string }>('SELECT key FROM ledger')).map(({ key }) => key).sort();
  const tellAll = async (): Promise<void> => {
    for (const key of keys) partitions.set(key, await topic.tell(key, DueChanged, aDue));
  };
  /** The partition of each key, as they were told. */
  const partitions = new Map<string, number>();
  const behindNobody = (key: string | undefined): string[] =>
    keys.filter((one) => partitions.get(one) !== partitions.get(key ?? ''));
  const others = (key: string | undefined): string[] => keys.filter((one) => one !== key).sort();

  test('share transactions', async () => {
    const transactions = new Set<string>();
    await tellAll();
    consume(async (event, tx) => {
      const [row] = await tx.query<{ id: string }>('SELECT pg_current_xact_id()::text AS id');
      transactions.add(row?.id ?? '');
      await record(event, tx);
    });
    await eventually(async () => expect(await appliedKeys()).toEqual([...keys].sort()));
    expect(transactions.size).toBeLessThan(keys.length);
  });

  const inOrder = Array.from({ length: 40 }, (_, index) => index + 1);

  test('share transactions with others of their office, and keep their order', async () => {
    const transactions = new Set<string>();
    await topic.tell(officeId, DueChanged, ...inOrder.map(() => aDue));
    consume(async (event, tx) => {
      const [row] = await tx.query<{ id: string }>('SELECT pg_current_xact_id()::text AS id');
      transactions.add(row?.id ?? '');
      if (event.sequence % 10 === 1) await sleep(20);
      await record(event, tx);
    });
    await waitFor(inOrder);
    expect(transactions.size).toBeLessThan(10);
  });

  test('are left to who comes after when their consumer is stopped while it applies them one by one', async () => {
    const first = new Life(log);
    let together = true;
    await topic.tell(officeId, DueChanged, ...inOrder.map(() => aDue));
    const slowly: Effect<DueChanged> = async (event, tx) => {
      if (together && event.sequence === 2) {
        together = false;
        throw unavailable('away', 'not now');
      }
      if (!together) await sleep(200);
      await record(event, tx);
    };
    consume(slowly, topic.kafka, {}, first);
    await eventually(async () => expect((await applied()).length).toBeGreaterThan(0));
    await first.stop();
    const before = await applied();
    expect(before).toEqual(inOrder.slice(0, before.length));
    expect(before.length).toBeLessThan(10);
    consume(record);
    await waitFor(inOrder, 30_000);
  });

  test('pass over what nobody listens to, and park none but the one at fault', async () => {
    const unheard = { ...aDue, version: 9 };
    await topic.tell(officeId, DueChanged, unheard, aDue, unheard, aDue, aDue, unheard, aDue);
    let away = true;
    consume(
      async (event, tx) => {
        if (event.sequence === 4 && away) {
          away = false;
          throw unavailable('away', 'not now');
        }
        if (event.sequence === 5) throw invalid([{ field: 'due', rule: 'wrong_format', message: 'cannot be applied' }]);
        await record(event, tx);
      },
      topic.kafka,
      { concerns: ({ version }) => version !== 9 },
    );
    await waitFor([2, 4, 7]);
    expect((await topic.deadLetters()).map(({ headers }) => headers.ce_sequence)).toEqual(['5']);
  });

  test('wait for those before them where each has to ask others first', async () => {
    const asked: number[][] = [];
    const found: number[] = [];
    await topic.tell(officeId, DueChanged, aDue, aDue, aDue);
    consume<number>(
      async (event, tx, answer) => {
        found.push(answer);
        await record(event, tx);
      },
      topic.kafka,
      {
        prepare: async ({ sequence }) => {
          asked.push(await applied());
          return sequence * 10;
        },
      },
    );
    await waitFor([1, 2, 3]);
    expect([asked, found]).toEqual([
      [[], [1], [1, 2]],
      [10, 20, 30],
    ]);
  });

  test('are applied once each beside one that never can be', async () => {
    const [poison] = keys;
    await tellAll();
    consume(async (event, tx) => {
      await record(event, tx);
      if (event.key === poison) throw invalid([{ field: 'due', rule: 'wrong_format', message: 'cannot be applied' }]);
    });
    await eventually(async () => expect(await appliedKeys()).toEqual(others(poison)));
    await eventually(async () => expect((await topic.deadLetters()).map(({ key }) => key)).toEqual([poison]));
    expect(await appliedKeys()).toEqual(others(poison));
  });

  test('are applied while one of them waits for a lock', async () => {
    const [waits] = keys;
    const other = new Client({ connectionString: database.url });
    await other.connect();
    try {
      await other.query('SELECT pg_advisory_lock(1)');
      await tellAll();
      consume(async (event, tx) => {
        if (event.key === waits) await tx.query('SELECT pg_advisory_xact_lock(1)');
        await record(event, tx);
      });
      await eventually(async () => expect(await appliedKeys()).toEqual(expect.arrayContaining(behindNobody(waits))));
    } finally {
      await other.end();
    }
    await eventually(async () => expect(await appliedKeys()).toEqual([...keys].sort()));
  });
});

test('while an effect waits for a lock the consumer shows signs of life, and keeps its session', async () => {
  const { seen, client } = watched(topic.kafka);
  let joins = 0;
  const other = new Client({ connectionString: database.url });
  await other.connect();
  try {
    await other.query('BEGIN');
    await other.query('LOCK TABLE ledger IN EXCLUSIVE MODE');
    await topic.tell(officeId, DueChanged, aDue);
    consume(record, client);
    await eventually(async () =>
      expect(
        await postgres.query(`SELECT 1 FROM pg_locks WHERE relation = 'ledger'::regclass AND NOT granted`),
      ).toEqual([{ '?column?': 1 }]),
    );
    joins = seen.joins;
    await waitForHeartbeats(seen, 2);
  } finally {
    await other.end();
  }
  await waitFor([1]);
  expect(seen.joins).toBe(joins);
});

test('a consumer that is killed after an effect and before its commit leaves an effect that is there once', async () => {
  const other = new Client({ connectionString: database.url });
  const admin = topic.kafka.admin();
  await Promise.all([other.connect(), admin.connect()]);
  try {
    await other.query('SELECT pg_advisory_lock(2)');
    await topic.tell(officeId, DueChanged, aDue, aDue, aDue);
    dying = spawn(process.execPath, [join(__dirname, 'ledger-consumer.cjs')], {
      env: {
        ...process.env,
        AREA: topic.area,
        GROUP: topic.area,
        DATABASE_URL: database.url,
        KAFKA_BROKERS: stackVariable('KAFKA_BROKERS'),
      },
      stdio: 'inherit',
    });
    // The first effect is there, the second waits for the lock.
    await waitFor([1], 30_000);
    await eventually(async () =>
      expect(await postgres.query(`SELECT 1 FROM pg_locks WHERE locktype = 'advisory' AND NOT granted`)).toHaveLength(
        1,
      ),
    );
    dying.kill('SIGKILL');
    // As if the broker had been told of neither; it takes that once it knows the member dead.
    await eventually(
      () => admin.resetOffsets({ groupId: topic.area, topic: topicOf(topic.area), earliest: true }),
      30_000,
    );
  } finally {
    await Promise.all([other.end(), admin.disconnect()]);
  }
  consume(record);
  await waitFor([1, 2, 3], 30_000);
});
