import { setTimeout as sleep } from 'node:timers/promises';
import { context, propagation, SpanKind, SpanStatusCode, trace } from '@opentelemetry/api';
import type { Consumer, EachBatchPayload, Kafka, KafkaMessage } from 'kafkajs';
import type { Logger } from 'pino';
import { Counter, Gauge, Histogram } from 'prom-client';
import { AppError, isTransient } from '../errors/app-error';
import type { Health } from '../health/health';
import type { Life } from '../lifecycle/life';
import { persist } from '../lifecycle/persist';
import { startWorker } from '../lifecycle/worker';
import type { Postgres, Tx } from '../postgres/pool';
import type { Clock } from '../time/clock';
import { type Event, type EventType, parseEvent } from './event';
import { createProducer, deadLetterTopicOf, ensureTopics, topicOf } from './kafka';

/** What an event does here: runs inside the transaction that also remembers the event's id. */
export type Effect<T> = (event: Event<T>, tx: Tx) => Promise<void>;

export interface Subscription {
  type: string;
  effect: Effect<unknown>;
  parse: (json: unknown) => unknown;
}

/** `onEvent(VisitBooked, sendConfirmation)`. */
export const onEvent = <T>(type: EventType<T>, effect: Effect<T>): Subscription => ({
  type: type.$type,
  effect: effect as Effect<unknown>,
  parse: (json) => {
    try {
      return type.fromJSON(json);
    } catch (cause) {
      throw new AppError('invalid', 'malformed_event', `This is no ${type.$type}.`, { cause });
    }
  },
});

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

const BACKOFF_MS = [100, 300, 1_000, 3_000];
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
const lag = new Histogram({
  name: 'creneau_event_age_seconds',
  help: 'From the commit of a fact to its effect here',
  labelNames: ['group'],
  buckets: [0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 15, 60, 300],
});

/**
 * Applies events once each, in the order of their partition. A transient failure (a dependency is away) holds the
 * partition for as long as it takes, with heartbeats; a permanent one parks the event in `<topic>.dlq` with the reason.
 * Joins its group in the background, since that may wait for a dead member to be noticed; readiness tells when it has.
 * A consumer that crashed beyond repair ends the process.
 */
export const startConsumer = (options: ConsumerOptions): void => {
  const { life, log, health, kafka, group, areas } = options;
  let joined = false;
  health.check(`consumer ${group}`, () => {
    if (!joined) throw new Error('not joined to its group');
  });

  const join = async (): Promise<void> => {
    await ensureTopics(kafka, ...areas);
    const consumer = kafka.consumer({
      groupId: group,
      sessionTimeout: 10_000,
      heartbeatInterval: 2_000,
      allowAutoTopicCreation: false,
      maxWaitTimeInMs: 500,
      // Joining a group again is kafkajs's part; giving up is ours to notice.
      retry: { retries: Number.MAX_SAFE_INTEGER, initialRetryTime: 100, maxRetryTime: 3_000 },
    });
    consumer.on('consumer.group_join', () => {
      joined = true;
    });
    consumer.on('consumer.crash', ({ payload }) => {
      joined = false;
      if (!payload.restart) life.fatal(payload.error);
    });
    running = consumer;
    const subscriptions = new Map(options.subscriptions.map((subscription) => [subscription.type, subscription]));
    try {
      await consumer.connect();
      await consumer.subscribe({ topics: areas.map(topicOf), fromBeginning: true });
      await consumer.run({
        partitionsConsumedConcurrently: 3,
        eachBatchAutoResolve: false,
        eachBatch: (batch) => workOff(batch, { ...options, subscriptions }),
      });
    } catch (error) {
      await consumer.disconnect().catch(() => undefined);
      throw error;
    }
  };
  let running: Consumer | undefined;
  const joining = persist(life, log, `consumer ${group}`, join);
  life.onStop(`consumer ${group}`, async () => {
    await running?.disconnect();
    await joining;
    await running?.disconnect();
  });
  startWorker({
    life,
    log,
    name: `inbox ${group}`,
    everyMs: 3_600_000,
    round: async () => {
      const before = options.clock.now().subtract({ hours: 24 * REMEMBERED_DAYS });
      await options.postgres.query('DELETE FROM inbox WHERE received_at < $1', [before]);
    },
  });
};

type Context = Omit<ConsumerOptions, 'subscriptions'> & {
  subscriptions: ReadonlyMap<string, Subscription>;
};

const workOff = async (batch: EachBatchPayload, on: Context): Promise<void> => {
  const { topic, partition, messages } = batch.batch;
  for (const message of messages) {
    if (!batch.isRunning() || batch.isStale()) return;
    for (let attempt = 0; ; attempt += 1) {
      try {
        await apply(topic, message, on);
        break;
      } catch (error) {
        if (!isTransient(error)) {
          await park(topic, message, error, on);
          break;
        }
        on.log.warn({ err: error, topic, partition, offset: message.offset, attempt }, 'an event waits');
        stuck.set({ group: on.group, topic, partition }, 1);
        await sleep(BACKOFF_MS[Math.min(attempt, BACKOFF_MS.length - 1)]);
        await batch.heartbeat();
        if (!batch.isRunning() || batch.isStale()) return;
      }
    }
    stuck.set({ group: on.group, topic, partition }, 0);
    batch.resolveOffset(message.offset);
    await batch.heartbeat();
  }
};

const apply = async (topic: string, message: KafkaMessage, on: Context): Promise<void> => {
  const event = parseEvent(message.key, message.value, message.headers);
  const subscription = on.subscriptions.get(event.type);
  if (!subscription) return;
  const parent = propagation.extract(context.active(), { traceparent: message.headers?.ce_traceparent?.toString() });
  const span = trace
    .getTracer('creneau')
    .startSpan(
      `${event.type} consume`,
      { kind: SpanKind.CONSUMER, attributes: { 'messaging.destination.name': topic } },
      parent,
    );
  try {
    await context.with(trace.setSpan(parent, span), () =>
      on.postgres.tx(async (tx) => {
        const [fresh] = await tx.query(
          'INSERT INTO inbox (consumer, event_id, received_at) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING RETURNING event_id',
          [on.group, event.id, on.clock.now()],
        );
        if (fresh) await subscription.effect({ ...event, data: subscription.parse(event.data) }, tx);
      }),
    );
    lag.observe({ group: on.group }, Math.max(0, on.clock.now().since(event.occurredAt).total('seconds')));
  } catch (error) {
    span.setStatus({ code: SpanStatusCode.ERROR });
    throw error;
  } finally {
    span.end();
  }
};

const park = async (topic: string, message: KafkaMessage, error: unknown, on: Context): Promise<void> => {
  const reason = error instanceof Error ? error.message : String(error);
  on.log.error({ err: error, topic, offset: message.offset }, 'an event was parked');
  parked.inc({ group: on.group, topic });
  // Rare enough for a producer of its own each time.
  const producer = createProducer(on.kafka);
  await producer.connect();
  try {
    await producer.send({
      topic: deadLetterTopicOf(topic),
      acks: -1,
      messages: [
        {
          key: message.key,
          value: message.value,
          headers: { ...message.headers, 'creneau-group': on.group, 'creneau-reason': reason.slice(0, 500) },
        },
      ],
    });
  } finally {
    await producer.disconnect();
  }
};
