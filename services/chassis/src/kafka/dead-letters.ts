import type { IHeaders, Kafka, KafkaMessage } from 'kafkajs';
import { AppError } from '../errors/app-error';
import { createProducer, deadLetterTopicOf, ensureTopics, topicOf } from './kafka';
import { readTopic } from './read-topic';

/** An event that one consumer could not apply, as its dead letters hold it. */
export interface Parked {
  group: string;
  topic: string;
  /** Where the event stands in its topic. */
  partition: number;
  offset: number;
  reason: string;
  parkedAt: string;
  key: Buffer | null;
  value: Buffer | null;
  /** The event's own headers. */
  headers: IHeaders;
}

const MAX_REASON = 500;
const OURS = {
  group: 'creneau-group',
  reason: 'creneau-reason',
  partition: 'creneau-partition',
  offset: 'creneau-offset',
  parkedAt: 'creneau-parked-at',
  replayedAt: 'creneau-replayed-at',
} as const;

/** Why an event could not be applied, with the fields at fault. Errors of the house say nothing personal. */
export const reasonOf = (error: unknown): string => {
  const text = error instanceof Error ? error.message : String(error);
  const fields = error instanceof AppError ? error.fields.map(({ field, message }) => `${field} ${message}`) : [];
  return [text, ...fields].join(' ').slice(0, MAX_REASON);
};

/** Puts an event into its topic's dead letters, or says anew why it still is there. */
export const park = (kafka: Kafka, event: Omit<Parked, 'reason' | 'parkedAt'>, error: unknown, at: Temporal.Instant) =>
  write(kafka, event, event.value, {
    ...event.headers,
    [OURS.reason]: reasonOf(error),
    [OURS.parkedAt]: at.toString(),
  });

/** Says that a parked event has had its effect after all. */
export const markReplayed = (kafka: Kafka, event: Parked, at: Temporal.Instant) =>
  write(kafka, event, null, { [OURS.replayedAt]: at.toString() });

/** Rare enough for a producer of its own each time. */
const write = async (
  kafka: Kafka,
  event: Omit<Parked, 'reason' | 'parkedAt'>,
  value: Buffer | null,
  headers: IHeaders,
): Promise<void> => {
  const place = {
    [OURS.group]: event.group,
    [OURS.partition]: String(event.partition),
    [OURS.offset]: String(event.offset),
  };
  const producer = createProducer(kafka);
  try {
    await producer.connect();
    await producer.send({
      topic: deadLetterTopicOf(event.topic),
      acks: -1,
      messages: [{ key: event.key, value, headers: { ...headers, ...place } }],
    });
  } finally {
    await producer.disconnect();
  }
};

/**
 * What a consumer has parked of an area and not replayed since, in the order in which the events of each key were published.
 * The dead letters are a log: the last word on an event holds.
 */
export const readParked = async (kafka: Kafka, group: string, area: string): Promise<Parked[]> => {
  await ensureTopics(kafka, area);
  const topic = topicOf(area);
  const letters: KafkaMessage[] = [];
  await readTopic(kafka, deadLetterTopicOf(topic), (letter) => {
    if (letter.headers?.[OURS.group]?.toString() === group) letters.push(letter);
  });
  letters.sort((one, other) => Number(one.timestamp) - Number(other.timestamp));
  const parked = new Map<string, Parked>();
  for (const letter of letters) {
    const event = toParked(topic, letter);
    const place = `${event.partition}/${event.offset}`;
    if (letter.headers?.[OURS.replayedAt]) parked.delete(place);
    else parked.set(place, event);
  }
  return [...parked.values()].sort((one, other) => one.partition - other.partition || one.offset - other.offset);
};

const toParked = (topic: string, { key, value, headers = {} }: KafkaMessage): Parked => {
  const ours: ReadonlySet<string> = new Set(Object.values(OURS));
  const header = (name: string): string => headers[name]?.toString() ?? '';
  return {
    group: header(OURS.group),
    topic,
    partition: Number(header(OURS.partition)),
    offset: Number(header(OURS.offset)),
    reason: header(OURS.reason),
    parkedAt: header(OURS.parkedAt),
    key,
    value,
    headers: Object.fromEntries(Object.entries(headers).filter(([name]) => !ours.has(name))),
  };
};
