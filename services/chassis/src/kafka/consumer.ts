import { setTimeout as sleep } from 'node:timers/promises';
import type { Consumer, EachBatchPayload, Kafka, KafkaMessage, TopicPartitionOffset } from 'kafkajs';
import type { Logger } from 'pino';
import { Counter, Gauge } from 'prom-client';
import { isTransient, unavailable } from '../errors/app-error';
import type { Health } from '../health/health';
import type { Life } from '../lifecycle/life';
import { persist } from '../lifecycle/persist';
import { startWorker } from '../lifecycle/worker';
import type { Postgres } from '../postgres/pool';
import { type Clock, systemClock } from '../time/clock';
import type { Subscription } from './apply-event';
import { type Applied, type ApplyEvents, createApplyTogether, type Place } from './apply-together';
import { park } from './dead-letters';
import { ensureTopics, topicOf } from './kafka';

interface ConsumerOptions {
  life: Life;
  log: Logger;
  health: Health;
  clock: Clock;
  kafka: Kafka;
  postgres: Postgres;
  /** Consumer group, and the name in the inbox. */
  group: string;
  areas: readonly string[];
  subscriptions: readonly Subscription[];
}

const HEARTBEAT_MS = 2_000;
/** Partitions whose events are applied at the same time, most of them together. */
const PARTITIONS_AT_ONCE = 6;
/** Events of a partition that are applied together. Of all partitions, they lock rows of their offices for as long as that takes. */
const EVENTS_AT_ONCE = 16;
/** What a member that dies had not told the broker is read again, and known from the inbox. */
const COMMIT_EVERY_MS = 1_000;
const COMMIT_WITHIN_MS = 2_000;
const BACKOFF_MS = [100, 300, 1_000, 3_000];
/** By the machine's clock, as the inbox remembers. */
const REMEMBERED_DAYS = 30;
const stuck = new Gauge({
  name: 'creneau_consumer_stuck',
  help: '1 while a partition waits for a transient failure to pass',
  labelNames: ['group', 'topic', 'partition'],
});
const parked = new Counter({
  name: 'creneau_consumer_parked_total',
  help: 'Events put into the dead letters',
  labelNames: ['group', 'topic'],
});

/**
 * Applies events once each, in the order of their partition. A transient failure (a dependency is away) holds the
 * partition for as long as it takes, and no other; a permanent one parks the event in `<topic>.dlq` with the reason.
 * Joins its group in the background, since that may wait for a dead member to be noticed; health tells when it has: requests
 * are answered while the broker is away.
 * A consumer that crashed beyond repair ends the process.
 */
export const startConsumer = (options: ConsumerOptions): void => {
  const { life, log, health, kafka, group, areas } = options;
  let joined = false;
  /** Attempts that failed in a row, by partition. */
  const failures = new Map<string, number>();
  const progress = createProgress();
  const apply = createApplyTogether(options);
  const checkJoined = (): void => {
    if (!joined) throw new Error('not joined to its group');
  };
  health.check(`consumer ${group}`, checkJoined, 'complete');

  const join = async (): Promise<void> => {
    await ensureTopics(kafka, ...areas);
    const consumer = kafka.consumer({
      groupId: group,
      sessionTimeout: 10_000,
      heartbeatInterval: HEARTBEAT_MS,
      allowAutoTopicCreation: false,
      maxWaitTimeInMs: 500,
      // kafkajs fetches again once all that it fetched is applied: a long backlog of one partition must not hold up the others.
      maxBytesPerPartition: 128 * 1024,
      // Joining a group again is kafkajs's part; giving up is ours to notice. A request that the end cuts off counts as a crash,
      // after which it would begin once more.
      retry: {
        retries: Number.MAX_SAFE_INTEGER,
        initialRetryTime: 100,
        maxRetryTime: 3_000,
        restartOnFailure: async () => !life.stopping,
      },
    });
    consumer.on('consumer.group_join', () => {
      joined = true;
      // Partitions may have gone to others, who know better how far they are.
      progress.forget();
    });
    consumer.on('consumer.crash', ({ payload }) => {
      joined = false;
      if (!payload.restart && !life.stopping) life.fatal(payload.error);
    });
    running = consumer;
    try {
      await consumer.connect();
      await consumer.subscribe({ topics: areas.map(topicOf), fromBeginning: true });
      await consumer.run({
        partitionsConsumedConcurrently: PARTITIONS_AT_ONCE,
        autoCommit: false,
        eachBatchAutoResolve: false,
        eachBatch: (batch) => workOff(batch, { ...options, failures, progress, apply }),
      });
    } catch (error) {
      await consumer.disconnect().catch(() => undefined);
      throw error;
    }
  };
  let running: Consumer | undefined;
  const joining = persist(life, log, `consumer ${group}`, join);
  life.onStop(`consumer ${group}`, async () => {
    if (joined && running) await progress.commit(running).catch(() => undefined);
    await running?.disconnect();
    await joining;
    await running?.disconnect();
  });
  startWorker({
    life,
    log,
    name: `offsets ${group}`,
    everyMs: COMMIT_EVERY_MS,
    round: async () => {
      if (joined && running) await progress.commit(running);
    },
  });
  startWorker({
    life,
    log,
    name: `inbox ${group}`,
    everyMs: 3_600_000,
    round: async () => {
      const before = systemClock.now().subtract({ hours: 24 * REMEMBERED_DAYS });
      await options.postgres.query('DELETE FROM inbox WHERE received_at < $1', [before]);
    },
  });
};

/** How far the partitions of this member are, beyond what the broker was told. */
const createProgress = () => {
  const untold = new Map<string, TopicPartitionOffset>();
  let telling: Promise<void> | undefined;

  const tell = async (consumer: Consumer): Promise<void> => {
    const offsets = [...untold];
    if (offsets.length === 0) return;
    await consumer.commitOffsets(offsets.map(([, offset]) => offset));
    for (const [place, offset] of offsets) if (untold.get(place) === offset) untold.delete(place);
  };

  return {
    passed(topic: string, partition: number, offset: string): void {
      untold.set(nameOf({ topic, partition }), { topic, partition, offset: String(BigInt(offset) + 1n) });
    },
    forget: () => untold.clear(),
    /** Throws `unavailable` after a moment: kafkajs itself asks again for as long as the broker does not take it. */
    async commit(consumer: Consumer): Promise<void> {
      telling ??= tell(consumer).finally(() => {
        telling = undefined;
      });
      const told = telling.then(() => true);
      if (!(await Promise.race([told, sleep(COMMIT_WITHIN_MS, false, { ref: false })])))
        throw unavailable('offsets_not_taken', 'The broker does not take how far the group is.');
    },
  };
};

const nameOf = ({ topic, partition }: Place): string => `${topic} ${partition}`;

type Context = ConsumerOptions & {
  failures: Map<string, number>;
  progress: ReturnType<typeof createProgress>;
  apply: ApplyEvents;
};

const workOff = async (batch: EachBatchPayload, on: Context): Promise<void> => {
  const { topic, partition, messages } = batch.batch;
  const place = { topic, partition };
  const goOn = () => batch.isRunning() && !batch.isStale();
  for (let next = 0; next < messages.length; ) {
    if (!goOn()) return;
    // One that had to wait is tried alone, and holds up no others by failing once more.
    const most = on.failures.has(nameOf(place)) ? 1 : EVENTS_AT_ONCE;
    const some = messages.slice(next, next + most);
    const { passed, failure } = await whileBeating(batch, () => settle(place, some, goOn, on));
    const last = some[passed - 1];
    if (last) {
      if (on.failures.delete(nameOf(place))) stuck.set({ group: on.group, topic, partition }, 0);
      batch.resolveOffset(last.offset);
      on.progress.passed(topic, partition, last.offset);
    }
    const waits = some[passed];
    if (failure !== undefined && waits) {
      holdBack(batch, waits, failure, on);
      return;
    }
    next += passed;
    await batch.heartbeat();
  }
};

/** Pauses the event's partition, which begins with it again; the others go on, and with them the signs of life. */
const holdBack = (batch: EachBatchPayload, { offset }: KafkaMessage, error: unknown, on: Context): void => {
  const { topic, partition } = batch.batch;
  const attempt = on.failures.get(nameOf({ topic, partition })) ?? 0;
  on.failures.set(nameOf({ topic, partition }), attempt + 1);
  on.log.warn({ err: error, topic, partition, offset, attempt }, 'an event waits');
  stuck.set({ group: on.group, topic, partition }, 1);
  setTimeout(batch.pause(), BACKOFF_MS[Math.min(attempt, BACKOFF_MS.length - 1)]).unref();
};

/** An effect may wait on a store for longer than the broker waits for a sign of life. */
const whileBeating = async <T>(batch: EachBatchPayload, work: () => Promise<T>): Promise<T> => {
  // One that is refused is refused again after the effect, where it ends the batch.
  const beats = setInterval(() => void batch.heartbeat().catch(() => undefined), HEARTBEAT_MS);
  try {
    return await work();
  } finally {
    clearInterval(beats);
  }
};

/** Each event that passed has its effect, or lies with its reason in the dead letters; a failure says what the next has to wait for. */
const settle = async (
  place: Place,
  messages: readonly KafkaMessage[],
  goOn: () => boolean,
  on: Context,
): Promise<Applied> => {
  const { passed, failure } = await on.apply(place, messages, goOn);
  const failed = messages[passed];
  if (failure === undefined || !failed) return { passed };
  if (isTransient(failure)) return { passed, failure };
  try {
    await setAside(place, failed, failure, on);
    return { passed: passed + 1 };
  } catch (notNow) {
    return { passed, failure: notNow };
  }
};

const setAside = async (
  { topic, partition }: Place,
  { offset, key, value, headers = {} }: KafkaMessage,
  error: unknown,
  on: ConsumerOptions,
): Promise<void> => {
  const event = { group: on.group, topic, partition, offset: Number(offset), key, value, headers };
  await park(on.kafka, event, error, on.clock.now());
  on.log.error({ err: error, topic, partition, offset }, 'an event was parked');
  parked.inc({ group: on.group, topic });
};
