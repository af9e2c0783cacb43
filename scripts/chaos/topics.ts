import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { KafkaMessage } from 'kafkajs';
import type { EventData, TopicEvent } from './snapshot';
import type { Stores } from './stores';

const AREAS = ['scheduling', 'booking', 'payment', 'notification', 'office-config'] as const;
const LONGEST_MS = 120_000;

const toEvent = (area: string, partition: number, message: KafkaMessage): TopicEvent => {
  const header = (name: string): string => message.headers?.[name]?.toString() ?? '';
  const reason = header('creneau-reason');
  return {
    area,
    partition,
    offset: Number(message.offset),
    id: header('ce_id'),
    type: header('ce_type').split('.').at(-1) ?? '',
    key: message.key?.toString() ?? '',
    sequence: Number(header('ce_sequence')),
    atMs: Date.parse(header('ce_time')),
    data: JSON.parse(message.value?.toString() ?? '{}') as EventData,
    ...(reason ? { reason } : {}),
  };
};

/** Every event of these offices, topic by topic from offset 0 to what was there when this began, and every dead letter. */
export const readTopics = async (
  { kafka }: Stores,
  officeIds: readonly string[],
): Promise<{ events: TopicEvent[]; deadLetters: TopicEvent[] }> => {
  const ours = new Set(officeIds);
  const admin = kafka.admin();
  const groupId = `creneau-chaos-${randomUUID()}`;
  const consumer = kafka.consumer({ groupId, allowAutoTopicCreation: false, maxWaitTimeInMs: 200 });
  const read = new Map<string, TopicEvent>();
  const left = new Map<string, number>();
  await admin.connect();
  try {
    const topics = AREAS.flatMap((area) => [`creneau.${area}.v1`, `creneau.${area}.v1.dlq`]);
    for (const topic of topics)
      for (const { partition, high } of await admin.fetchTopicOffsets(topic))
        if (Number(high) > 0) left.set(`${topic} ${partition}`, Number(high));
    await consumer.connect();
    await consumer.subscribe({ topics, fromBeginning: true });
    await consumer.run({
      eachMessage: async ({ topic, partition, message }) => {
        const place = `${topic} ${partition}`;
        if (ours.has(message.key?.toString() ?? ''))
          read.set(
            `${place} ${message.offset}`,
            toEvent(topic.slice('creneau.'.length, topic.indexOf('.v1')), partition, message),
          );
        if (Number(message.offset) + 1 >= (left.get(place) ?? 0)) left.delete(place);
      },
    });
    for (const untilMs = Date.now() + LONGEST_MS; left.size > 0; await sleep(100))
      if (Date.now() > untilMs)
        throw new Error(`the topics cannot be read to their ends: ${[...left.keys()].join(', ')}`);
  } finally {
    await consumer.disconnect();
    await admin.deleteGroups([groupId]).catch(() => undefined);
    await admin.disconnect();
  }
  const all = [...read].sort(([, a], [, b]) => a.partition - b.partition || a.offset - b.offset);
  const dead = (place: string): boolean => place.includes('.dlq ');
  return {
    events: all.filter(([place]) => !dead(place)).map(([, event]) => event),
    deadLetters: all.filter(([place]) => dead(place)).map(([, event]) => event),
  };
};
