import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import {
  createLogger,
  type Effect,
  Health,
  Life,
  ManualClock,
  onEvent,
  openPostgres,
  startConsumer,
} from '@creneau/chassis';
import { eventually, freshDatabase, openTopic } from '@creneau/chassis/testing';
import { DueChanged } from '@creneau/proto/payment/v1/events';
import type { Kafka } from 'kafkajs';

const log = createLogger('consumer-test', 'silent');
const clock = new ManualClock('2027-01-11T07:00:00Z');

export const officeId = randomUUID();
export const aDue: DueChanged = { officeId, version: 1, due: undefined };

/** The effect of these tests: a row of the ledger for each event that was applied, in the order in which they were. */
export const record: Effect<DueChanged> = async ({ key, sequence }, tx) => {
  await tx.query('INSERT INTO ledger (key, sequence) VALUES ($1, $2)', [key, sequence]);
};

/** A life whose end is a test's failure. */
export const aLife = (): Life => {
  const life = new Life(log);
  life.onFatal((error) => {
    throw error;
  });
  return life;
};

/** A topic of its own, a ledger, and consumers of the one that write into the other. */
export const openStage = async () => {
  const life = aLife();
  const topic = await openTopic();
  const database = await freshDatabase(join(__dirname, 'migrations'));
  const postgres = await openPostgres({ url: database.url, life, health: new Health(), log });

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
  const waitFor = (sequences: number[], withinMs?: number): Promise<void> =>
    eventually(async () => expect(await applied()).toEqual(sequences), withinMs);
  const close = async (): Promise<void> => {
    await life.stop();
    await topic.close();
    await database.drop();
  };
  return { topic, postgres, url: database.url, consume, applied, waitFor, close };
};
