import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { type Admin, type Kafka, KafkaJSProtocolError, type KafkaMessage } from 'kafkajs';
import { unavailable } from '../errors/app-error';

/** Without a message for this long, the broker is taken to be away. */
const PATIENCE_MS = 60_000;
const ATTEMPTS = 40;
const PAUSE_MS = 250;

/**
 * Hands over everything a topic holds now, one message after the other, each partition in its order. Reads under a group of
 * its own, which leaves nothing behind. Throws what `each` throws, and `unavailable` (topic_unreadable).
 */
export const readTopic = async (
  kafka: Kafka,
  topic: string,
  each: (message: KafkaMessage) => Promise<void> | void,
): Promise<void> => {
  const admin = kafka.admin();
  const groupId = `read-${topic}-${randomUUID()}`;
  const consumer = kafka.consumer({
    groupId,
    allowAutoTopicCreation: false,
    maxWaitTimeInMs: 200,
    // A request that the end cuts off counts as a crash, after which kafkajs would begin once more.
    retry: { restartOnFailure: async () => false },
  });
  await admin.connect();
  try {
    const ends = new Map(
      (await offsetsOf(admin, topic))
        .filter(({ low, high }) => low !== high)
        .map(({ partition, high }) => [partition, Number(high)]),
    );
    if (ends.size === 0) return;
    await consumer.connect();
    await consumer.subscribe({ topic, fromBeginning: true });
    await new Promise<void>((resolve, reject) => {
      const late = unavailable('topic_unreadable', `${topic} says nothing any more before its end.`);
      const timer = setTimeout(() => fail(late), PATIENCE_MS);
      const done = (finish: () => void): void => {
        clearTimeout(timer);
        ends.clear();
        finish();
      };
      const fail = (error: unknown): void => done(() => reject(error));
      const hand = async (message: KafkaMessage): Promise<void> => each(message);
      consumer.on('consumer.crash', ({ payload }) => fail(payload.error));
      consumer
        .run({
          autoCommit: false,
          eachMessage: async ({ partition, message }) => {
            const end = ends.get(partition);
            if (end === undefined) return;
            timer.refresh();
            // kafkajs would try again what fails here, and go on after it: nothing is handed over any more instead.
            await hand(message).catch(fail);
            if (Number(message.offset) < end - 1) return;
            ends.delete(partition);
            if (ends.size === 0) done(resolve);
          },
        })
        .catch(fail);
    });
  } finally {
    await consumer.disconnect();
    await admin.deleteGroups([groupId]).catch(() => undefined);
    await admin.disconnect();
  }
};

/** A partition that was just made, or changes hands, has no leader for a moment. */
const offsetsOf = async (admin: Admin, topic: string): Promise<Awaited<ReturnType<Admin['fetchTopicOffsets']>>> => {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await admin.fetchTopicOffsets(topic);
    } catch (error) {
      if (!(error instanceof KafkaJSProtocolError && error.retriable) || attempt === ATTEMPTS) throw error;
      await sleep(PAUSE_MS);
    }
  }
};
