import type { Db } from 'mongodb';
import type { OfficeState, SavedVersion } from '../../domain/office';
import type { Reason } from '../../domain/reasons';
import type { Settings } from '../../domain/settings';
import { entryId } from './documents';
import { isDuplicateKey, translated } from './open-mongo';

/** An office's state as of its n-th entry. */
interface SnapshotDocument {
  /** `<officeId>:<n>`. */
  _id: string;
  officeId: string;
  n: number;
  /** Milliseconds since 1970 by the machine's clock. */
  takenMs: number;
  settings: Omit<Settings, 'savedAt'> & { savedAt: Date | null };
  /** Null, or missing in older ones: not fixed. */
  fixedZone?: string | null;
  versions: (Omit<SavedVersion, 'savedAt'> & { savedAt: Date })[];
  reasons: Reason[];
  emails: { email: string; at: Date }[];
}

export interface TakenSnapshot {
  officeId: string;
  n: number;
  takenMs: number;
}

/** Snapshots shorten the reading of long logs, and let the entries they hold be removed. */
export interface SnapshotRepository {
  latest(officeId: string): Promise<OfficeState | undefined>;
  take(state: OfficeState): Promise<void>;
  /** All there are: only offices with long logs have any. */
  list(): Promise<TakenSnapshot[]>;
  remove(officeId: string, n: number): Promise<void>;
}

export const openSnapshotRepository = async (db: Db): Promise<SnapshotRepository> => {
  const snapshots = db.collection<SnapshotDocument>('snapshots');
  await translated(() => snapshots.createIndex({ officeId: 1, n: 1 }));
  return {
    latest: (officeId) =>
      translated(async () => {
        const found = await snapshots.find({ officeId }).sort({ n: -1 }).limit(1).toArray();
        return found[0] && toState(found[0]);
      }),
    take: (state) =>
      translated(async () => {
        await snapshots.insertOne(toDocument(state)).catch((error: unknown) => {
          if (!isDuplicateKey(error)) throw error;
        });
      }),
    list: () =>
      translated(() => snapshots.find({}, { projection: { _id: 0, officeId: 1, n: 1, takenMs: 1 } }).toArray()),
    remove: (officeId, n) => translated(async () => void (await snapshots.deleteOne({ _id: entryId(officeId, n) }))),
  };
};

const toDocument = (state: OfficeState): SnapshotDocument => ({
  _id: entryId(state.officeId, state.last),
  officeId: state.officeId,
  n: state.last,
  takenMs: Date.now(),
  settings: { ...state.settings, savedAt: state.settings.savedAt ? dateOf(state.settings.savedAt) : null },
  fixedZone: state.fixedZone ?? null,
  versions: state.versions.map((version) => ({ ...version, savedAt: dateOf(version.savedAt) })),
  reasons: [...state.reasons],
  emails: [...state.emails].map(([email, at]) => ({ email, at: dateOf(at) })),
});

const toState = (document: SnapshotDocument): OfficeState => ({
  officeId: document.officeId,
  last: document.n,
  settings: {
    ...document.settings,
    savedAt: document.settings.savedAt ? instantOf(document.settings.savedAt) : undefined,
  },
  fixedZone: document.fixedZone ?? undefined,
  versions: document.versions.map((version) => ({ ...version, savedAt: instantOf(version.savedAt) })),
  reasons: document.reasons,
  emails: new Map(document.emails.map(({ email, at }) => [email, instantOf(at)])),
});

const dateOf = (at: Temporal.Instant): Date => new Date(at.epochMilliseconds);
const instantOf = (at: Date): Temporal.Instant => Temporal.Instant.fromEpochMilliseconds(at.getTime());
