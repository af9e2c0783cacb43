import { setTimeout as sleep } from 'node:timers/promises';
import {
  type Admin,
  Kafka,
  type KafkaConfig as KafkaOptions,
  logLevel,
  Partitioners,
  type Producer,
  type SASLOptions,
} from 'kafkajs';
import type { Logger } from 'pino';
import type { KafkaConfig } from '../config/base-config';
import './pending-requests';

/** Partitions of every topic: the most consumers of one group that can share the work. Fixed, since keys must stay where they are. */
const PARTITIONS = 12;
const SERVED_ATTEMPTS = 60;
const SERVED_PAUSE_MS = 500;
const DEAD_LETTERS_KEPT_MS = 90 * 24 * 3_600_000;

/** kafkajs's notice that bounded retries may break the idempotence of a producer: the relay makes a new one after a failure. */
const RETRIES_NOTICE = 'Limiting retries for the idempotent producer';

/** Topics by area. Facts are kept for ever so that a newcomer can read them from the start. */
export const topicOf = (area: string): string => `creneau.${area}.v1`;
export const deadLetterTopicOf = (topic: string): string => `${topic}.dlq`;

/** Throws when a mechanism is asked for without a name and a password, or the other way round. */
export const securityOf = (config: KafkaConfig): Pick<KafkaOptions, 'ssl' | 'sasl'> => {
  const { KAFKA_TLS: ssl = false, KAFKA_SASL_MECHANISM: mechanism } = config;
  const { KAFKA_USERNAME: username, KAFKA_PASSWORD: password } = config;
  if (!mechanism && !username && !password) return { ssl };
  if (!mechanism || !username || !password)
    throw new Error('KAFKA_SASL_MECHANISM, KAFKA_USERNAME and KAFKA_PASSWORD are set all or none');
  // One of three shapes, of which each has its own mechanism.
  return { ssl, sasl: { mechanism, username, password } as SASLOptions };
};

export const createKafka = (clientId: string, config: KafkaConfig, log: Logger): Kafka =>
  new Kafka({
    clientId,
    brokers: [...config.KAFKA_BROKERS],
    ...securityOf(config),
    connectionTimeout: 3_000,
    requestTimeout: 10_000,
    retry: { initialRetryTime: 100, maxRetryTime: 2_000, retries: 8 },
    logLevel: logLevel.WARN,
    logCreator:
      () =>
      ({ level, log: { message, ...rest } }) => {
        if (message.startsWith(RETRIES_NOTICE)) return;
        const write = level === logLevel.ERROR ? log.error.bind(log) : log.warn.bind(log);
        write({ kafka: { ...rest, stack: undefined } }, message);
      },
  });

/** Creates an area's topic and its dead letters, with explicit partitions and retention; leaves existing ones alone. */
export const ensureTopics = async (kafka: Kafka, ...areas: readonly string[]): Promise<void> => {
  const admin: Admin = kafka.admin();
  await admin.connect();
  try {
    const wanted = areas.flatMap((area) => [
      topic(topicOf(area), -1),
      topic(deadLetterTopicOf(topicOf(area)), DEAD_LETTERS_KEPT_MS),
    ]);
    const existing = new Set(await admin.listTopics());
    const topics = wanted.filter(({ topic: name }) => !existing.has(name));
    // Its own wait for the leaders gives up when a broker does not know the new topic yet.
    if (topics.length > 0) await admin.createTopics({ waitForLeaders: false, topics });
    await untilServed(
      admin,
      wanted.map(({ topic: name }) => name),
    );
  } finally {
    await admin.disconnect();
  }
};

/** A topic that is being created, here or by another service, is listed before it is served. */
const untilServed = async (admin: Admin, topics: string[]): Promise<void> => {
  for (let attempt = 1; ; attempt += 1) {
    try {
      await admin.fetchTopicMetadata({ topics });
      return;
    } catch (error) {
      if (attempt === SERVED_ATTEMPTS) throw error;
      await sleep(SERVED_PAUSE_MS);
    }
  }
};

const topic = (name: string, retentionMs: number) => ({
  topic: name,
  numPartitions: PARTITIONS,
  configEntries: [
    { name: 'retention.ms', value: String(retentionMs) },
    { name: 'cleanup.policy', value: 'delete' },
  ],
});

/** acks=all, idempotent, one request in flight: what is sent in order arrives in order. */
export const createProducer = (kafka: Kafka): Producer =>
  kafka.producer({
    idempotent: true,
    maxInFlightRequests: 1,
    allowAutoTopicCreation: false,
    createPartitioner: Partitioners.DefaultPartitioner,
    retry: { retries: 5, initialRetryTime: 100, maxRetryTime: 2_000 },
  });
