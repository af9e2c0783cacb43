import type { Kafka, Producer, ProducerRecord } from 'kafkajs';

/** The same client; what it sends goes through `send`, which may wait, fail or take note. */
export const sendingThrough = (
  kafka: Kafka,
  send: (record: ProducerRecord, real: Producer) => ReturnType<Producer['send']>,
): Kafka =>
  Object.create(kafka, {
    producer: {
      value: (options: Parameters<Kafka['producer']>[0]): Producer => {
        const real = kafka.producer(options);
        return { ...real, send: (record) => send(record, real) };
      },
    },
  });
