import { SHARDS, shardOf } from '@creneau/chassis';
import type { Db } from 'mongodb';
import { entryId, type PendingDocument, type ShippedDocument } from './documents';
import { isDuplicateKey, translated } from './open-mongo';

/** Notes one round of the relay reads of each shard. */
const NOTES_AT_ONCE = 5_000;

/**
 * What is still to be shipped, and what is. A note is inserted before its entry, so that no entry is ever without one; a
 * marker is inserted after the broker's yes, and only then the notes it covers are removed. Removing is by `_id` and may
 * be repeated: nothing here needs an update, a transaction or a clock.
 */
export interface ShippingRepository {
  note(officeId: string, n: number): Promise<void>;
  /** Notes of these shards by office, ascending. */
  notes(shards: readonly number[]): Promise<Map<string, number[]>>;
  dropNotes(officeId: string, ns: readonly number[]): Promise<void>;
  /** Up to where an office is shipped; 0 when nothing is. */
  shippedTo(officeId: string): Promise<number>;
  /** Marks it, and forgets the markers before. */
  markShipped(officeId: string, n: number, before: number): Promise<void>;
  countNotes(): Promise<number>;
}

export const openShippingRepository = async (db: Db): Promise<ShippingRepository> => {
  const pending = db.collection<PendingDocument>('pending');
  const shipped = db.collection<ShippedDocument>('shipped');
  await translated(async () => {
    await pending.createIndex({ shard: 1 });
    await shipped.createIndex({ officeId: 1, n: 1 });
  });

  const insertOnce = async (insert: () => Promise<unknown>): Promise<void> => {
    await insert().catch((error: unknown) => {
      if (!isDuplicateKey(error)) throw error;
    });
  };
  const read = async (filter: { shard?: number }): Promise<PendingDocument[]> =>
    pending.find(filter).limit(NOTES_AT_ONCE).toArray();

  return {
    note: (officeId, n) =>
      translated(() =>
        insertOnce(() => pending.insertOne({ _id: entryId(officeId, n), officeId, n, shard: shardOf(officeId) })),
      ),
    notes: (shards) =>
      translated(async () => {
        const reads = shards.length === SHARDS ? [read({})] : shards.map((shard) => read({ shard }));
        const byOffice = new Map<string, number[]>();
        for (const { officeId, n } of (await Promise.all(reads)).flat())
          byOffice.set(officeId, [...(byOffice.get(officeId) ?? []), n]);
        for (const ns of byOffice.values()) ns.sort((a, b) => a - b);
        return byOffice;
      }),
    dropNotes: (officeId, ns) =>
      translated(async () => {
        for (const n of ns) await pending.deleteOne({ _id: entryId(officeId, n) });
      }),
    shippedTo: (officeId) =>
      translated(async () => {
        const markers = await shipped.find({ officeId }).toArray();
        return Math.max(0, ...markers.map(({ n }) => n));
      }),
    markShipped: (officeId, n, before) =>
      translated(async () => {
        await insertOnce(() => shipped.insertOne({ _id: entryId(officeId, n), officeId, n }));
        if (before > 0) await shipped.deleteOne({ _id: entryId(officeId, before) });
      }),
    countNotes: () => translated(() => pending.countDocuments()),
  };
};
