import { createProducer, ensureTopics, toHeaders, topicOf } from '@creneau/chassis';
import type { Kafka, Message, Producer } from 'kafkajs';
import type { EntryDocument } from '../mongo/documents';

const AREA = 'office-config';
/** Below the megabyte a broker takes at once. */
const MAX_BYTES = 500_000;

export interface Publisher {
  /** Creates the topics, once the broker can be reached. */
  prepare(): Promise<void>;
  /** Returns once all in-sync replicas have the entries' events, in this order. */
  publish(entries: readonly EntryDocument[]): Promise<void>;
  close(): Promise<void>;
}

export const createPublisher = (kafka: Kafka): Publisher => {
  let prepared = false;
  let producer: Producer | undefined;

  const close = async (): Promise<void> => {
    const closing = producer;
    producer = undefined;
    await closing?.disconnect().catch(() => undefined);
  };

  return {
    async prepare() {
      if (prepared) return;
      await ensureTopics(kafka, AREA);
      prepared = true;
    },
    async publish(entries) {
      try {
        if (!producer) {
          const opened = createProducer(kafka);
          await opened.connect();
          producer = opened;
        }
        for (const messages of inPortions(entries.map(toMessage)))
          await producer.send({ topic: topicOf(AREA), acks: -1, messages });
      } catch (error) {
        // A producer whose sequence numbers are in doubt is not used again.
        await close();
        throw error;
      }
    },
    close,
  };
};

const toMessage = ({ officeId, n, at, event }: EntryDocument): Message & { value: string } => ({
  key: officeId,
  value: event.payload,
  headers: toHeaders({
    id: event.id,
    source: `/creneau/${AREA}`,
    type: event.type,
    sequence: n,
    occurredAt: Temporal.Instant.fromEpochMilliseconds(at.getTime()),
    traceparent: event.traceparent ?? null,
  }),
});

const inPortions = (messages: readonly (Message & { value: string })[]): Message[][] => {
  const portions: Message[][] = [];
  let bytes = MAX_BYTES;
  for (const message of messages) {
    const size = Buffer.byteLength(message.value);
    if (bytes + size > MAX_BYTES) {
      portions.push([]);
      bytes = 0;
    }
    portions.at(-1)?.push(message);
    bytes += size;
  }
  return portions;
};
