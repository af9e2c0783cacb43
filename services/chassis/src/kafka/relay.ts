import type { Kafka, Producer } from 'kafkajs';
import type { PoolClient } from 'pg';
import type { Logger } from 'pino';
import { Gauge } from 'prom-client';
import { remembering } from '../health/remembering';
import type { Life } from '../lifecycle/life';
import { startWorker, type Worker } from '../lifecycle/worker';
import type { Postgres, Prepared } from '../postgres/pool';
import type { Clock } from '../time/clock';
import { toHeaders } from './event';
import { createProducer, ensureTopics, topicOf } from './kafka';
import { SHARDS } from './outbox';

/** First half of the advisory lock's key; the second is the shard. */
const LOCK_CLASS = 7_253_002;
const BATCH_PER_SHARD = 100;
const RECLAIM_EVERY_MS = 2_000;
/** Facts of this time leave together: each answer of the broker to each consumer costs as much with one as with many. */
const GATHER_MS = 50;
/** Both figures of one reading of the metrics come from one question. */
const METRICS_AGE_MS = 500;

const READ: Prepared = {
  name: 'outbox-read',
  text: `SELECT o.id, o.key, o.sequence::text, o.type, o.payload, o.traceparent, o.occurred_at
         FROM unnest($1::smallint[]) AS mine (shard) CROSS JOIN LATERAL (
           SELECT * FROM outbox WHERE outbox.shard = mine.shard ORDER BY position LIMIT $2) AS o
         ORDER BY o.position`,
};
const DELETE: Prepared = { name: 'outbox-delete', text: 'DELETE FROM outbox WHERE id = ANY($1::uuid[])' };

interface OutboxRow {
  id: string;
  key: string;
  sequence: string;
  type: string;
  payload: string;
  traceparent: string | null;
  occurred_at: Temporal.Instant;
}

interface RelayOptions {
  life: Life;
  log: Logger;
  kafka: Kafka;
  postgres: Postgres;
  /** The one that facts are dated by. */
  clock: Clock;
  area: string;
}

/** Set when the service is wired; asked when the metrics are read. */
let readBacklog: () => Promise<{ facts: number; oldestAgeS: number }> = async () => ({ facts: 0, oldestAgeS: 0 });
const backlog = remembering(
  () => readBacklog().catch(() => ({ facts: Number.NaN, oldestAgeS: Number.NaN })),
  METRICS_AGE_MS,
);
new Gauge({
  name: 'creneau_outbox_backlog',
  help: 'Committed facts not yet published',
  async collect() {
    this.set((await backlog()).facts);
  },
});
new Gauge({
  name: 'creneau_outbox_oldest_seconds',
  help: 'How long the oldest committed fact not yet published has waited',
  async collect() {
    this.set((await backlog()).oldestAgeS);
  },
});

/**
 * Publishes the outbox, the oldest facts first, so that a busy key holds up no other. Each shard of keys belongs to the one
 * relay whose session holds its lock, so that a key's events leave in sequence whatever number of replicas runs; a replica
 * that dies loses its session and with it its shards.
 * A crash between the broker's yes and the delete publishes again: consumers know events by their id.
 */
export const startRelay = ({ life, log, kafka, postgres, clock, area }: RelayOptions): Worker => {
  let session: PoolClient | undefined;
  let producer: Producer | undefined;
  let shards: number[] = [];
  let claimedMs = 0;
  readBacklog = async () => {
    const [row] = await postgres.query<{ facts: number; first: Temporal.Instant | null }>(
      'SELECT count(*) AS facts, min(occurred_at) AS first FROM outbox',
    );
    const oldestAgeS = row?.first ? Math.max(0, clock.now().since(row.first).total('seconds')) : 0;
    return { facts: row?.facts ?? 0, oldestAgeS };
  };

  const drop = async (): Promise<void> => {
    session?.release(true);
    session = undefined;
    shards = [];
    await producer?.disconnect().catch(() => undefined);
    producer = undefined;
  };

  const claimShards = async (on: PoolClient): Promise<void> => {
    if (shards.length === SHARDS || Date.now() - claimedMs < RECLAIM_EVERY_MS) return;
    claimedMs = Date.now();
    const free = Array.from({ length: SHARDS }, (_, shard) => shard).filter((shard) => !shards.includes(shard));
    const { rows } = await on.query<{ shard: number }>(
      'SELECT shard FROM unnest($1::int[]) AS shard WHERE pg_try_advisory_lock($2, shard)',
      [free, LOCK_CLASS],
    );
    shards.push(...rows.map((row) => row.shard));
  };

  const round = async (): Promise<boolean> => {
    try {
      if (!session) {
        const opened = await postgres.session();
        opened.on('error', () => undefined);
        session = opened;
        claimedMs = 0;
      }
      await claimShards(session);
      if (shards.length === 0) return false;
      const { rows } = await session.query<OutboxRow>({ ...READ, values: [shards, BATCH_PER_SHARD] });
      if (rows.length === 0) return false;
      if (!producer) {
        await ensureTopics(kafka, area);
        producer = createProducer(kafka);
        await producer.connect();
      }
      await producer.send({ topic: topicOf(area), acks: -1, messages: rows.map((row) => toMessage(area, row)) });
      await session.query({ ...DELETE, values: [rows.map((row) => row.id)] });
      return rows.length >= BATCH_PER_SHARD;
    } catch (error) {
      // A producer whose sequence numbers are in doubt, and a session that may have lost its locks, are not used again.
      await drop();
      throw error;
    }
  };

  life.onStop('outbox relay', drop);
  return startWorker({ life, log, name: 'outbox relay', everyMs: 200, gatherMs: GATHER_MS, round });
};

const toMessage = (area: string, row: OutboxRow) => ({
  key: row.key,
  value: row.payload,
  headers: toHeaders({
    id: row.id,
    source: `/creneau/${area}`,
    type: row.type,
    sequence: Number(row.sequence),
    occurredAt: row.occurred_at,
    traceparent: row.traceparent,
  }),
});
