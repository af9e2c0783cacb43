import { createHash } from 'node:crypto';
import type { Change, Entry } from '../../domain/office';
import type { Settings } from '../../domain/settings';

/** An event as it will be published. */
export interface StoredEvent {
  id: string;
  type: string;
  /** proto3 JSON. */
  payload: string;
  traceparent?: string | undefined;
}

/** One entry of an office's log. Inserted once, never changed. */
export interface EntryDocument {
  /** `<officeId>:<n>`: two writers cannot both be the next. */
  _id: string;
  officeId: string;
  n: number;
  kind: Change['kind'];
  /** Of the settings, on entries that hold them. */
  version?: number;
  at: Date;
  authorId: string;
  change: ChangeDocument;
  /** Of the attempt that wrote it, so that an attempt whose answer was lost knows its own entry again. */
  attemptId: string;
  event: StoredEvent;
}

type ChangeDocument =
  | { settings: Omit<Settings, 'savedAt' | 'authorId'> }
  | { timeZone: string }
  | { reason: { id: string; text: string } }
  | { reasonId: string }
  | { emails: readonly string[] }
  | { email: string };

/** Written before its entry, removed once that is shipped: where the relay looks for work. */
export interface PendingDocument {
  _id: string;
  officeId: string;
  n: number;
  shard: number;
}

/** Everything of an office up to n is shipped. */
export interface ShippedDocument {
  _id: string;
  officeId: string;
  n: number;
}

export const entryId = (officeId: string, n: number): string => `${officeId}:${n}`;

export const toDocument = (entry: Entry, attemptId: string, event: StoredEvent): EntryDocument => ({
  _id: entryId(entry.officeId, entry.n),
  officeId: entry.officeId,
  n: entry.n,
  kind: entry.change.kind,
  ...(entry.change.kind === 'settings' ? { version: entry.change.settings.version } : {}),
  at: new Date(entry.at.epochMilliseconds),
  authorId: entry.authorId,
  change: changeDocument(entry.change),
  attemptId,
  event,
});

export const toEntry = (document: EntryDocument): Entry => {
  const at = Temporal.Instant.fromEpochMilliseconds(document.at.getTime());
  const { officeId, n, authorId } = document;
  return { officeId, n, at, authorId, change: toChange(document, at) };
};

const changeDocument = (change: Change): ChangeDocument => {
  if (change.kind === 'settings') {
    const { savedAt: _at, authorId: _author, ...settings } = change.settings;
    return { settings };
  }
  const { kind: _kind, ...rest } = change;
  return rest;
};

const toChange = ({ kind, change, authorId }: EntryDocument, savedAt: Temporal.Instant): Change =>
  kind === 'settings'
    ? {
        kind,
        settings: { ...(change as { settings: Omit<Settings, 'savedAt' | 'authorId'> }).settings, authorId, savedAt },
      }
    : ({ kind, ...change } as Change);

/** Namespace of the ids of this service's events. Never changed: an event keeps its id however often it is shipped. */
const NAMESPACE = Buffer.from('0d8f6a5e7c314b0e9b1a5f6c2e4d8a70', 'hex');

/** The UUID version 5 (RFC 9562) of an entry's `_id`. */
export const eventIdOf = (id: string): string => {
  const bytes = createHash('sha1').update(NAMESPACE).update(id).digest().subarray(0, 16);
  bytes.writeUInt8((bytes.readUInt8(6) & 0x0f) | 0x50, 6);
  bytes.writeUInt8((bytes.readUInt8(8) & 0x3f) | 0x80, 8);
  return bytes.toString('hex').replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
};
