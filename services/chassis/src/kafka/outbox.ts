import { createHash, randomUUID } from 'node:crypto';
import { context, propagation } from '@opentelemetry/api';
import type { Prepared, Tx } from '../postgres/pool';
import type { Clock } from '../time/clock';
import type { EventType } from './event';

/** Keys are spread over this many shards, each published by one relay at a time. Never changed once rows exist. */
export const SHARDS = 16;

/** A fact as the outbox keeps it. */
export interface Fact {
  key: string;
  type: string;
  payload: string;
  /** Of the trace of who caused it. */
  traceparent: string | null;
}

/** A fact of the trace of whoever calls this. */
export const factOf = <T>(key: string, type: EventType<T>, data: T): Fact => ({
  key,
  type: type.$type,
  payload: JSON.stringify(type.toJSON(data)),
  traceparent: currentTraceparent(),
});

export interface Outbox {
  /**
   * Writes a fact into the transaction of the state it tells of; it is published after commit, in order per key.
   * Returns the key's sequence. Call it last in a transaction: it holds the key's lock until the commit.
   */
  add<T>(tx: Tx, key: string, type: EventType<T>, data: T): Promise<number>;
  /** The same for several, those of one key in their order. Returns the sequence of each. */
  addAll(tx: Tx, facts: readonly Fact[]): Promise<number[]>;
}

// Keys are locked in one order, so that those who write several at once do not wait in a circle.
const INSERT: Prepared = {
  name: 'outbox-add',
  text: `WITH fact AS (
           SELECT *, row_number() OVER (PARTITION BY key ORDER BY place) AS nth, count(*) OVER (PARTITION BY key) AS total
           FROM unnest($1::uuid[], $2::smallint[], $3::text[], $4::text[], $5::text[], $6::text[])
             WITH ORDINALITY AS f(id, shard, key, type, payload, traceparent, place)),
         next AS (
           INSERT INTO outbox_sequence AS s (key, last) SELECT key, total FROM fact WHERE nth = 1 ORDER BY key
           ON CONFLICT (key) DO UPDATE SET last = s.last + excluded.last RETURNING key, last)
         INSERT INTO outbox (id, shard, key, sequence, type, payload, traceparent, occurred_at)
         SELECT id, shard, key, last - total + nth, type, payload, traceparent, $7 FROM fact JOIN next USING (key)
         ORDER BY place RETURNING sequence`,
};

/** `onCommit` hears of each committed fact: it wakes the relay and tells open pages. */
export const createOutbox = (clock: Clock, onCommit: (key: string, sequence: number) => void): Outbox => {
  const addAll = async (tx: Tx, facts: readonly Fact[]): Promise<number[]> => {
    if (facts.length === 0) return [];
    const rows = await tx.query<{ sequence: number }>(INSERT, [
      facts.map(() => randomUUID()),
      facts.map(({ key }) => shardOf(key)),
      facts.map(({ key }) => key),
      facts.map(({ type }) => type),
      facts.map(({ payload }) => payload),
      facts.map(({ traceparent }) => traceparent),
      clock.now(),
    ]);
    const sequences = rows.map(({ sequence }) => sequence);
    facts.forEach(({ key }, index) => {
      tx.afterCommit(() => onCommit(key, sequences[index] ?? 0));
    });
    return sequences;
  };
  return {
    addAll,
    add: async (tx, key, type, data) => (await addAll(tx, [factOf(key, type, data)]))[0] ?? 0,
  };
};

/** Of the trace of whoever calls it (W3C Trace Context); null outside of one. */
export const currentTraceparent = (): string | null => {
  const carrier: { traceparent?: string } = {};
  propagation.inject(context.active(), carrier);
  return carrier.traceparent ?? null;
};

export const shardOf = (key: string): number => createHash('md5').update(key).digest().readUInt16BE(0) % SHARDS;
