import type { EntryDocument } from '../mongo/documents';
import type { LogRepository } from '../mongo/log-repository';
import type { ShippingRepository } from '../mongo/shipping-repository';

const OFFICES_AT_ONCE = 50;
/** A note whose entry has not come after this long belongs to a writer that died between the two. */
const ORPHANED_AFTER_MS = 10 * 60_000;

interface ShipRoundDeps {
  /** The shards to work on now. */
  shards: () => Promise<readonly number[]>;
  entries: Pick<LogRepository, 'findUnshipped'>;
  shipping: Pick<ShippingRepository, 'notes' | 'dropNotes' | 'shippedTo' | 'markShipped'>;
  /** Returns once the broker has them all, in this order per office. */
  publish: (entries: readonly EntryDocument[]) => Promise<void>;
}

interface Batch {
  officeId: string;
  shippedTo: number;
  entries: readonly EntryDocument[];
  notes: readonly number[];
}

/**
 * One round of the relay: for each office with a note, publish what follows its marker, then mark it, then drop the notes.
 * A crash at any point ships again what was not marked, under the same ids. An office's n leaves only after its n − 1:
 * whatever was shipped before stands before it in the partition, so that even two relays at once keep the order of what
 * consumers see first. Answers whether anything was shipped.
 */
export const makeShipRound = (d: ShipRoundDeps): (() => Promise<boolean>) => {
  let orphans = new Map<string, number>();

  const read = async (officeId: string, notes: readonly number[]): Promise<Batch> => {
    const shippedTo = await d.shipping.shippedTo(officeId);
    return {
      officeId,
      shippedTo,
      entries: gapless(await d.entries.findUnshipped(officeId, shippedTo), shippedTo),
      notes,
    };
  };

  const settle = async (batch: Batch, seenBefore: ReadonlyMap<string, number>): Promise<void> => {
    const { officeId, shippedTo, entries, notes } = batch;
    const upTo = shippedTo + entries.length;
    if (upTo > shippedTo) await d.shipping.markShipped(officeId, upTo, shippedTo);
    const done = notes.filter((n) => n <= upTo || orphaned(officeId, n, seenBefore));
    await d.shipping.dropNotes(officeId, done);
  };

  const orphaned = (officeId: string, n: number, seenBefore: ReadonlyMap<string, number>): boolean => {
    const key = `${officeId}:${n}`;
    const sinceMs = seenBefore.get(key) ?? performance.now();
    orphans.set(key, sinceMs);
    return performance.now() - sinceMs > ORPHANED_AFTER_MS;
  };

  return async () => {
    const shards = await d.shards();
    if (shards.length === 0) return false;
    const notes = [...(await d.shipping.notes(shards))];
    const seenBefore = orphans;
    orphans = new Map();
    let shipped = false;
    for (let from = 0; from < notes.length; from += OFFICES_AT_ONCE) {
      const batches = await Promise.all(
        notes.slice(from, from + OFFICES_AT_ONCE).map(([officeId, ns]) => read(officeId, ns)),
      );
      const entries = batches.flatMap((batch) => batch.entries);
      if (entries.length > 0) {
        await d.publish(entries);
        shipped = true;
      }
      await Promise.all(batches.map((batch) => settle(batch, seenBefore)));
    }
    return shipped;
  };
};

/** The entries that follow n without a gap: one that was read too early waits for the next round. */
const gapless = (entries: readonly EntryDocument[], n: number): EntryDocument[] => {
  const following: EntryDocument[] = [];
  for (const entry of entries) {
    if (entry.n !== n + following.length + 1) break;
    following.push(entry);
  }
  return following;
};
