import { createHash, randomUUID } from 'node:crypto';
import { context, propagation } from '@opentelemetry/api';
import type { Prepared, Tx } from '../postgres/pool';
import type { Clock } from '../time/clock';
import type { EventType } from './event';

/** Keys are spread over this many shards, each published by one relay at a time. Never changed once rows exist. */
export const SHARDS = 16;

export interface Outbox {
  /**
   * Writes a fact into the transaction of the state it tells of; it is published after commit, in order per key.
   * Returns the key's sequence. Call it last in a transaction: it holds the key's lock until the commit.
   */
  add<T>(tx: Tx, key: string, type: EventType<T>, data: T): Promise<number>;
}

const INSERT: Prepared = {
  name: 'outbox-add',
  text: `WITH next AS (
           INSERT INTO outbox_sequence AS s (key, last) VALUES ($3, 1)
           ON CONFLICT (key) DO UPDATE SET last = s.last + 1 RETURNING last)
         INSERT INTO outbox (id, shard, key, sequence, type, payload, traceparent, occurred_at)
         SELECT $1, $2, $3, last, $4, $5, $6, $7 FROM next RETURNING sequence`,
};

/** `onCommit` hears of each committed fact: it wakes the relay and tells open pages. */
export const createOutbox = (clock: Clock, onCommit: (key: string, sequence: number) => void): Outbox => ({
  async add(tx, key, type, data) {
    const carrier: { traceparent?: string } = {};
    propagation.inject(context.active(), carrier);
    const [row] = await tx.query<{ sequence: number }>(INSERT, [
      randomUUID(),
      shardOf(key),
      key,
      type.$type,
      JSON.stringify(type.toJSON(data)),
      carrier.traceparent ?? null,
      clock.now(),
    ]);
    const sequence = row?.sequence ?? 0;
    tx.afterCommit(() => onCommit(key, sequence));
    return sequence;
  },
});

export const shardOf = (key: string): number => createHash('md5').update(key).digest().readUInt16BE(0) % SHARDS;
