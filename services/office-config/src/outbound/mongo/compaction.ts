import type { Logger } from '@creneau/chassis';
import type { LogRepository } from './log-repository';
import type { ShippingRepository } from './shipping-repository';
import type { SnapshotRepository, TakenSnapshot } from './snapshot-repository';

/**
 * A snapshot replaces its entries only after this long. No process remembers an office for longer than minutes without
 * reading it whole, so that none can still take a removed entry's place for the next free one.
 */
const MATURE_AFTER_MS = 24 * 3_600_000;

interface CompactionDeps {
  entries: Pick<LogRepository, 'removeBefore'>;
  shipping: Pick<ShippingRepository, 'shippedTo'>;
  snapshots: Pick<SnapshotRepository, 'list' | 'remove'>;
  logger: Logger;
  matureAfterMs?: number;
}

/**
 * Removes what the newest mature snapshot of an office holds: older snapshots, and the entries before its own that were
 * shipped. Any replica may do it, at the same time as others, and stop half-way.
 */
export const makeCompaction =
  ({ entries, shipping, snapshots, logger, matureAfterMs = MATURE_AFTER_MS }: CompactionDeps) =>
  async (): Promise<void> => {
    const mature = (await snapshots.list()).filter(({ takenMs }) => Date.now() - takenMs >= matureAfterMs);
    for (const { officeId, n } of newestOfEach(mature)) {
      if ((await shipping.shippedTo(officeId)) < n) continue;
      const removed = await entries.removeBefore(officeId, n);
      for (const older of mature)
        if (older.officeId === officeId && older.n < n) await snapshots.remove(officeId, older.n);
      if (removed > 0) logger.info({ officeId, removed }, 'a log was compacted');
    }
  };

const newestOfEach = (taken: readonly TakenSnapshot[]): TakenSnapshot[] => {
  const newest = new Map<string, TakenSnapshot>();
  for (const snapshot of taken)
    if (snapshot.n > (newest.get(snapshot.officeId)?.n ?? 0)) newest.set(snapshot.officeId, snapshot);
  return [...newest.values()];
};
