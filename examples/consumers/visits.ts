// Prints one line for each event about a visit, once, however often it is delivered:
//   npm install && KAFKA_BROKERS=localhost:9092 npm start
import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { Kafka } from 'kafkajs';

const {
  KAFKA_BROKERS = 'localhost:9092',
  TOPIC = 'creneau.booking.v1',
  GROUP = 'visits',
  STATE = 'visits.json',
} = process.env;

// The last sequence applied of each office. A real consumer keeps it in the transaction of what the event changes.
const applied: Record<string, number> = existsSync(STATE) ? JSON.parse(readFileSync(STATE, 'utf8')) : {};
const remember = (office: string, sequence: number): void => {
  applied[office] = sequence;
  writeFileSync(`${STATE}.new`, JSON.stringify(applied));
  renameSync(`${STATE}.new`, STATE);
};

const consumer = new Kafka({ brokers: KAFKA_BROKERS.split(','), logLevel: 1 }).consumer({ groupId: GROUP });
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => consumer.disconnect());
await consumer.connect();
await consumer.subscribe({ topic: TOPIC, fromBeginning: true });
await consumer.run({
  eachMessage: async ({ message: { key, value, headers } }) => {
    const office = String(key);
    const sequence = Number(headers?.ce_sequence);
    if (sequence <= (applied[office] ?? 0)) return;
    const { visit } = JSON.parse(String(value));
    const type = String(headers?.ce_type).split('.').pop();
    if (visit) console.log(office, sequence, type, visit.visitId, visit.state, visit.startsAt);
    remember(office, sequence);
  },
});
