import type { Page } from '@creneau/chassis';
import type { Db } from 'mongodb';
import type { Entry } from '../../domain/office';
import { type EntryDocument, entryId, toEntry } from './documents';
import { isDuplicateKey, translated } from './open-mongo';

/** Entries one read of the relay takes of an office. */
const SHIPPED_AT_ONCE = 100;

/** The logs of all offices. Entries are inserted, read, and removed once a snapshot holds them; never updated. */
export interface LogRepository {
  /** False when another entry stands there already. Throws `unavailable` when it cannot be known. */
  insert(document: EntryDocument): Promise<boolean>;
  find(officeId: string, n: number): Promise<Entry | undefined>;
  /** The entries after n, ascending. Entries written meanwhile may be there with a gap before them. */
  findAfter(officeId: string, n: number): Promise<Entry[]>;
  /** The same as they were stored, a hundred at most. */
  findUnshipped(officeId: string, shippedN: number): Promise<EntryDocument[]>;
  /** Removes the entries before n, but those of settings: they are the history. Answers how many. */
  removeBefore(officeId: string, n: number): Promise<number>;
  /** Those of the offices that ever saved this version of their settings. */
  officesWith(officeIds: readonly string[], version: number): Promise<string[]>;
  /** The highest version of each office's settings. */
  versions(officeIds: readonly string[]): Promise<Map<string, number>>;
  /** A page of the offices that ever saved settings, ascending. */
  officesAfter(page: Page): Promise<string[]>;
}

export const openLogRepository = async (db: Db): Promise<LogRepository> => {
  const log = db.collection<EntryDocument>('log');
  await translated(async () => {
    await log.createIndex({ officeId: 1, n: 1 });
    await log.createIndex({ kind: 1, officeId: 1, version: 1 });
  });
  // Two conditions of equality and one of range: the stand-in sifts by the first before anything leaves its database.
  const after = (officeId: string, n: number) => log.find({ officeId, n: { $gt: n } }).sort({ n: 1 });

  return {
    insert: (document) =>
      translated(async () => {
        try {
          await log.insertOne(document);
          return true;
        } catch (error) {
          if (!isDuplicateKey(error)) throw error;
          const standing = await log.findOne({ _id: document._id });
          return standing?.attemptId === document.attemptId;
        }
      }),
    find: (officeId, n) =>
      translated(async () => {
        const document = await log.findOne({ _id: entryId(officeId, n) });
        return document ? toEntry(document) : undefined;
      }),
    findAfter: (officeId, n) => translated(async () => (await after(officeId, n).toArray()).map(toEntry)),
    findUnshipped: (officeId, shippedN) => translated(() => after(officeId, shippedN).limit(SHIPPED_AT_ONCE).toArray()),
    removeBefore: (officeId, n) =>
      translated(async () => {
        const { deletedCount } = await log.deleteMany({ officeId, n: { $lt: n }, kind: { $ne: 'settings' } });
        return deletedCount;
      }),
    officesWith: (officeIds, version) =>
      translated(async () => {
        const filter = { kind: 'settings' as const, version, officeId: { $in: [...officeIds] } };
        const found = await log.find(filter, { projection: { _id: 0, officeId: 1 } }).toArray();
        return [...new Set(found.map(({ officeId }) => officeId))];
      }),
    officesAfter: ({ after: last, size }) =>
      translated(async () => {
        const filter = { kind: 'settings' as const, version: 1, officeId: { $gt: last } };
        const found = log.find(filter, { projection: { _id: 0, officeId: 1 } });
        return (await found.sort({ officeId: 1 }).limit(size).toArray()).map(({ officeId }) => officeId);
      }),
    versions: (officeIds) =>
      translated(async () => {
        const found = log.find(
          { kind: 'settings', officeId: { $in: [...officeIds] } },
          { projection: { _id: 0, officeId: 1, version: 1 } },
        );
        const versions = new Map<string, number>();
        for await (const { officeId, version = 0 } of found)
          versions.set(officeId, Math.max(version, versions.get(officeId) ?? 0));
        return versions;
      }),
  };
};
