import { randomUUID } from 'node:crypto';
import { createKafka, type Event, ensureTopics, parseEvent, topicOf } from '@creneau/chassis';
import { log, variable } from './office-builder';

export const kafka = createKafka('office-config-test', { KAFKA_BROKERS: variable('KAFKA_BROKERS').split(',') }, log);

/** Follows the topic from its beginning; `of` answers an office's events in the order in which the topic has them. */
export const readTopic = async (): Promise<{ of: (officeId: string) => Event[]; close: () => Promise<void> }> => {
  await ensureTopics(kafka, 'office-config');
  const events: Event[] = [];
  const groupId = `office-config-test-${randomUUID()}`;
  const consumer = kafka.consumer({ groupId, allowAutoTopicCreation: false });
  await consumer.connect();
  await consumer.subscribe({ topics: [topicOf('office-config')], fromBeginning: true });
  await consumer.run({
    eachMessage: async ({ message }) => void events.push(parseEvent(message.key, message.value, message.headers)),
  });
  return {
    of: (officeId) => events.filter(({ key }) => key === officeId),
    close: async () => {
      await consumer.disconnect();
      const admin = kafka.admin();
      await admin.connect();
      await admin.deleteGroups([groupId]).catch(() => undefined);
      await admin.disconnect();
    },
  };
};
