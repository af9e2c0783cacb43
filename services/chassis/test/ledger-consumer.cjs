/*
 * A process to be killed: applies an area's events to the ledger of a database. Whoever holds the advisory lock of a
 * sequence holds up the effect of the event with that sequence.
 */
const {
  createKafka,
  createLogger,
  Health,
  Life,
  onEvent,
  openPostgres,
  startConsumer,
  systemClock,
} = require('@creneau/chassis');
const { DueChanged } = require('@creneau/proto/payment/v1/events');

const { AREA: area, GROUP: group, DATABASE_URL: url, KAFKA_BROKERS: brokers } = process.env;
const log = createLogger('ledger-consumer', 'silent');
const life = new Life(log);
const health = new Health();

const main = async () => {
  const postgres = await openPostgres({ url, life, health, log });
  const kafka = createKafka('ledger-consumer', { KAFKA_BROKERS: brokers.split(',') }, log);
  const effect = async ({ key, sequence }, tx) => {
    await tx.query('SELECT pg_advisory_xact_lock($1)', [sequence]);
    await tx.query('INSERT INTO ledger (key, sequence) VALUES ($1, $2)', [key, sequence]);
  };
  const subscriptions = [onEvent(DueChanged, effect)];
  startConsumer({ life, log, health, clock: systemClock, kafka, postgres, group, areas: [area], subscriptions });
};
void main();
