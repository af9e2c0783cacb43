import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import {
  createLogger,
  createOutbox,
  Health,
  Life,
  ManualClock,
  openPostgres,
  type Postgres,
  shardOf,
  startRelay,
} from '@creneau/chassis';
import { aHalt, eventually, freshDatabase, openTopic, type TestTopic } from '@creneau/chassis/testing';
import { DueChanged } from '@creneau/proto/payment/v1/events';
import type { Kafka } from 'kafkajs';
import { sendingThrough } from './sending-through';

const log = createLogger('relay-test', 'silent');
const clock = new ManualClock('2027-01-11T07:00:00Z');
const outbox = createOutbox(clock, () => undefined);

let life: Life;
let postgres: Postgres;
let topic: TestTopic;
let drop: () => Promise<void>;
beforeEach(async () => {
  life = new Life(log);
  topic = await openTopic();
  const database = await freshDatabase(join(__dirname, 'migrations'));
  drop = database.drop;
  postgres = await openPostgres({ url: database.url, life, health: new Health(), log });
});
afterEach(async () => {
  await life.stop();
  await topic.close();
  await drop();
});

const addFacts = async (key: string, count: number): Promise<void> => {
  for (let n = 0; n < count; n += 1)
    await postgres.tx((tx) => outbox.add(tx, key, DueChanged, { officeId: key, version: 1, due: undefined }));
};
const relay = (change: { life?: Life; kafka?: Kafka; postgres?: Postgres } = {}) =>
  startRelay({ life, log, kafka: topic.kafka, postgres, clock, area: topic.area, ...change });
const waiting = async (): Promise<number> => (await postgres.query('SELECT 1 FROM outbox')).length;
const published = async () =>
  (await topic.messages()).map(({ headers }) => ({ id: headers.ce_id, sequence: Number(headers.ce_sequence) }));

/** The pool, counting how often a relay asked for shards. */
const countingClaims = (): { postgres: Postgres; claims: () => number } => {
  let claims = 0;
  const session: Postgres['session'] = async () => {
    const client = await postgres.session();
    const query = client.query.bind(client);
    return Object.assign(client, {
      query: (...args: Parameters<typeof query>) => {
        if (String(args[0]).includes('advisory')) claims += 1;
        return query(...args);
      },
    });
  };
  return { postgres: { ...postgres, session }, claims: () => claims };
};

test('a relay that lost its session in mid-publication is followed by another, and takes its turn again', async () => {
  const officeId = randomUUID();
  await addFacts(officeId, 3);
  const halt = aHalt();
  relay({
    kafka: sendingThrough(topic.kafka, async (record, real) => {
      await halt.here();
      return real.send(record);
    }),
  });
  await halt.reached;

  // While it stands there, another one that comes publishes nothing of its shards.
  await addFacts(officeId, 1);
  const [others, second] = [countingClaims(), new Life(log)];
  relay({ life: second, postgres: others.postgres });
  await eventually(() => expect(others.claims()).toBeGreaterThanOrEqual(2));
  expect(await published()).toEqual([]);
  expect(await waiting()).toBe(4);

  await postgres.query(`SELECT pg_terminate_backend(pid) FROM pg_locks JOIN pg_database ON database = pg_database.oid
    WHERE locktype = 'advisory' AND datname = current_database()`);
  await eventually(async () => expect(await waiting()).toBe(0));
  await addFacts(officeId, 1);
  await eventually(async () => expect(await waiting()).toBe(0));

  // The first one's sending arrives late: the same events again, behind what was first.
  halt.goOn();
  const events = await eventually(async () => {
    const all = await published();
    expect(all.map(({ sequence }) => sequence)).toEqual([1, 2, 3, 4, 5, 1, 2, 3]);
    return all;
  });
  expect(events.slice(5)).toEqual(events.slice(0, 3));

  await second.stop();
  await addFacts(officeId, 1);
  await eventually(async () => expect((await published()).at(-1)?.sequence).toBe(6));
  expect(await published()).toHaveLength(9);
});

test('an office with a long backlog holds up no other, and each keeps its order', async () => {
  const busy = `0-${randomUUID()}`;
  const quiet = Array.from({ length: 1_000 }, (_, n) => `1-${n}`).find((key) => shardOf(key) === shardOf(busy)) ?? '';
  await addFacts(busy, 150);
  await addFacts(quiet, 2);
  await addFacts(busy, 150);
  const left: string[] = [];
  relay({
    kafka: sendingThrough(topic.kafka, (record, real) => {
      for (const { key, headers } of record.messages) left.push(`${key} ${headers?.ce_sequence}`);
      return real.send(record);
    }),
  });
  await eventually(async () => expect(await waiting()).toBe(0));
  const ofBusy = (from: number, to: number) =>
    Array.from({ length: to - from + 1 }, (_, index) => `${busy} ${from + index}`);
  expect(left).toEqual([...ofBusy(1, 150), `${quiet} 1`, `${quiet} 2`, ...ofBusy(151, 300)]);
});

test('what should follow a commit and fails leaves the transaction done, and the rest follows', async () => {
  const followed: string[] = [];
  const answer = await postgres.tx(async (tx) => {
    await tx.query("INSERT INTO ledger (key, sequence) VALUES ('a', 1)");
    tx.afterCommit(() => {
      throw new Error('the hint could not be given');
    });
    tx.afterCommit(() => followed.push('second'));
    return 'done';
  });
  expect(answer).toBe('done');
  expect(followed).toEqual(['second']);
  expect(await postgres.query('SELECT key FROM ledger')).toEqual([{ key: 'a' }]);
});
