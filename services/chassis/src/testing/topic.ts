import { randomUUID } from 'node:crypto';
import type { IHeaders, Kafka } from 'kafkajs';
import { pino } from 'pino';
import { Health } from '../health/health';
import type { Subscription } from '../kafka/apply-event';
import { startConsumer } from '../kafka/consumer';
import { type EventType, toHeaders } from '../kafka/event';
import { createKafka, createProducer, deadLetterTopicOf, ensureTopics, topicOf } from '../kafka/kafka';
import { readTopic } from '../kafka/read-topic';
import { Life } from '../lifecycle/life';
import type { Postgres } from '../postgres/pool';
import type { Clock } from '../time/clock';
import { stackVariable } from './environment';
import { eventually } from './eventually';

/** A message as it lies in a topic. */
export interface TopicMessage {
  key: string;
  value: string;
  headers: Record<string, string>;
}

/** An area's topic of the test's own, on the stack's broker, so that nobody else's events come between. */
export interface TestTopic {
  area: string;
  kafka: Kafka;
  /** Publishes facts of one key in this order; answers their partition. */
  tell<T>(key: string, type: EventType<T>, ...facts: readonly T[]): Promise<number>;
  /** Publishes anything as it is; answers the first one's partition. */
  send(...messages: readonly { key: string; value: string; headers: IHeaders }[]): Promise<number>;
  /** What the topic holds so far, partition by partition. */
  messages(): Promise<TopicMessage[]>;
  /** What was parked so far. */
  deadLetters(): Promise<TopicMessage[]>;
  /**
   * Has a new group apply the topic from its first event to its last, as a service would that remembers no event: what a
   * second run changes, a replay would.
   */
  applyAll(on: { postgres: Postgres; clock: Clock }, subscriptions: readonly Subscription[]): Promise<void>;
  close(): Promise<void>;
}

export const openTopic = async (): Promise<TestTopic> => {
  const area = `test-${randomUUID().slice(0, 8)}`;
  const topic = topicOf(area);
  const log = pino({ level: 'silent' });
  const kafka = createKafka('topic-test', { KAFKA_BROKERS: stackVariable('KAFKA_BROKERS').split(',') }, log);
  await ensureTopics(kafka, area);
  const [admin, producer] = [kafka.admin(), createProducer(kafka)];
  await Promise.all([admin.connect(), producer.connect()]);

  const send: TestTopic['send'] = async (...messages) => {
    const [written] = await producer.send({ topic, acks: -1, messages: [...messages] });
    return written?.partition ?? -1;
  };

  return {
    area,
    kafka,
    send,
    tell: (key, type, ...facts) =>
      send(
        ...facts.map((fact, index) => ({
          key,
          value: JSON.stringify(type.toJSON(fact)),
          headers: toHeaders({
            id: randomUUID(),
            source: '/test',
            type: type.$type,
            sequence: index + 1,
            occurredAt: Temporal.Instant.from('2027-01-01T00:00:00Z'),
            traceparent: null,
          }),
        })),
      ),
    messages: () => messagesOf(kafka, topic),
    deadLetters: () => messagesOf(kafka, deadLetterTopicOf(topic)),
    async applyAll({ postgres, clock }, subscriptions) {
      const life = new Life(log);
      const group = `${area}-${randomUUID().slice(0, 8)}`;
      startConsumer({ life, log, health: new Health(), clock, kafka, postgres, group, areas: [area], subscriptions });
      try {
        await eventually(async () => {
          const ends = await admin.fetchTopicOffsets(topic);
          const [done] = await admin.fetchOffsets({ groupId: group, topics: [topic] });
          const reached = new Map(done?.partitions.map(({ partition, offset }) => [partition, Number(offset)]));
          const behind = ends.filter(({ partition, high }) => Number(high) > Math.max(0, reached.get(partition) ?? 0));
          if (behind.length > 0) throw new Error(`${behind.length} partitions are not applied to their end`);
        }, 30_000);
      } finally {
        await life.stop();
        await admin.deleteGroups([group]).catch(() => undefined);
      }
    },
    async close() {
      await admin.deleteTopics({ topics: [topic, deadLetterTopicOf(topic)] });
      await Promise.all([admin.disconnect(), producer.disconnect()]);
    },
  };
};

/** What a topic of the stack holds now, partition by partition. */
export const messagesOf = async (kafka: Kafka, topic: string): Promise<TopicMessage[]> => {
  const messages: TopicMessage[] = [];
  await readTopic(kafka, topic, ({ key, value, headers = {} }) => {
    messages.push({
      key: String(key),
      value: String(value),
      headers: Object.fromEntries(Object.entries(headers).map(([name, content]) => [name, String(content)])),
    });
  });
  return messages;
};
