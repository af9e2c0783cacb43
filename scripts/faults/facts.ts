import { randomUUID } from 'node:crypto';
import { stackVariable } from '@creneau/chassis/testing';
import { Kafka, logLevel } from 'kafkajs';
import '../../services/chassis/src/kafka/pending-requests';

/** Where a topic ended at some moment, by partition. */
export type Mark = ReadonlyMap<number, string>;

export interface Fact {
  readonly id: string;
  readonly type: string;
  readonly key: string;
  readonly sequence: number;
  readonly value: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly partition: number;
  readonly offset: string;
}

const READ_WITHIN_MS = 20_000;
const kafka = (): Kafka =>
  new Kafka({ brokers: stackVariable('KAFKA_BROKERS').split(','), logLevel: logLevel.NOTHING, retry: { retries: 20 } });

/** The end of a topic now. */
export const markOf = async (topic: string): Promise<Mark> => {
  const admin = kafka().admin();
  await admin.connect();
  try {
    return new Map((await admin.fetchTopicOffsets(topic)).map(({ partition, high }) => [partition, high]));
  } finally {
    await admin.disconnect();
  }
};

/** What was published in a topic since a mark, partition by partition in its order. */
export const factsSince = async (topic: string, mark: Mark): Promise<Fact[]> => {
  const wanted = new Map([...(await markOf(topic))].filter(([partition, high]) => high !== mark.get(partition)));
  if (wanted.size === 0) return [];
  const facts: Fact[] = [];
  const consumer = kafka().consumer({ groupId: `faults-${randomUUID()}`, maxWaitTimeInMs: 200 });
  await consumer.connect();
  try {
    await consumer.subscribe({ topic });
    await new Promise<void>((resolve, reject) => {
      const timer = setTimeout(() => reject(new Error(`${topic} could not be read`)), READ_WITHIN_MS);
      consumer
        .run({
          autoCommit: false,
          eachMessage: async ({ partition, message: { key, value, headers, offset } }) => {
            const end = Number(wanted.get(partition) ?? 0);
            if (Number(offset) < Number(mark.get(partition) ?? 0) || Number(offset) >= end) return;
            const header = (name: string): string => headers?.[name]?.toString() ?? '';
            facts.push({
              id: header('ce_id'),
              type: header('ce_type'),
              key: key?.toString() ?? '',
              sequence: Number(header('ce_sequence')),
              value: value?.toString() ?? '',
              headers: Object.fromEntries(Object.keys(headers ?? {}).map((name) => [name, header(name)])),
              partition,
              offset,
            });
            if (Number(offset) === end - 1) wanted.delete(partition);
            if (wanted.size > 0) return;
            clearTimeout(timer);
            resolve();
          },
        })
        .catch(reject);
      for (const partition of wanted.keys()) consumer.seek({ topic, partition, offset: mark.get(partition) ?? '0' });
    });
    return facts;
  } finally {
    await consumer.disconnect();
  }
};

/** Sequences of a key as first published, in the order they came: a relay that died may publish an event again, at once. */
export const sequencesOf = (facts: readonly Fact[], key: string): number[] => {
  const seen = new Set<string>();
  const sequences: number[] = [];
  for (const fact of facts) {
    if (fact.key !== key || seen.has(fact.id)) continue;
    seen.add(fact.id);
    sequences.push(fact.sequence);
  }
  return sequences;
};

/** Writes a fact into a topic, with headers beside its own. */
export const publish = async (topic: string, fact: Fact, headers: Readonly<Record<string, string>>): Promise<void> => {
  const producer = kafka().producer({ allowAutoTopicCreation: false });
  await producer.connect();
  try {
    await producer.send({
      topic,
      messages: [{ key: fact.key, value: fact.value, headers: { ...fact.headers, ...headers } }],
    });
  } finally {
    await producer.disconnect();
  }
};
