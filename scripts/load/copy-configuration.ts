import { createHash } from 'node:crypto';
import { type Collection, type Document, MongoBulkWriteError } from 'mongodb';
import { Complaint } from '../stack/complaint';
import type { Environment } from '../stack/environment';
import { withMongo } from './open-stores';
import { officeIdOf } from './ordinals';

/** FerretDB takes an insert as one statement: more at a time is not faster. */
const DOCUMENTS_AT_ONCE = 500;

interface LogDocument extends Document {
  _id: string;
  officeId: string;
  n: number;
  event: { id: string; type: string; payload: string };
}

/**
 * Gives offices `from` to `to` - 1 the log of the template, entry by entry, and marks it as shipped. An office that has
 * a log keeps it.
 */
export const copyConfiguration = (
  environment: Environment,
  template: string,
  from: number,
  to: number,
  windowDays: number | undefined,
): Promise<void> =>
  withMongo(environment, async (client) => {
    const log = client.db().collection<LogDocument>('log');
    const shipped = client.db().collection<LogDocument>('shipped');
    const entries = await log.find({ officeId: template }).sort({ n: 1 }).toArray();
    const last = entries.at(-1);
    if (last?.n !== entries.length)
      throw new Complaint("The demo office's log was compacted: load into a fresh stack.");

    for (let low = from; low < to; low += DOCUMENTS_AT_ONCE) {
      const ids = Array.from({ length: Math.min(to - low, DOCUMENTS_AT_ONCE) }, (_, index) => officeIdOf(low + index));
      const copies = ids.flatMap((id) => entries.map((entry) => copyOf(entry, template, id, windowDays)));
      await insertMissing(log, copies);
      const markers = ids.map((officeId) => ({ _id: `${officeId}:${last.n}`, officeId, n: last.n }));
      await insertMissing(shipped, markers as LogDocument[]);
    }
  });

const DUPLICATE_KEY = 11_000;

/** Without asking first: FerretDB looks for several ids at every document of the collection. */
const insertMissing = async (collection: Collection<LogDocument>, documents: readonly LogDocument[]): Promise<void> => {
  try {
    await collection.insertMany(documents, { ordered: false });
  } catch (error) {
    const faults = error instanceof MongoBulkWriteError ? [error.writeErrors].flat() : [];
    if (faults.length === 0 || faults.some(({ code }) => code !== DUPLICATE_KEY)) throw error;
  }
};

const copyOf = (
  entry: LogDocument,
  template: string,
  officeId: string,
  windowDays: number | undefined,
): LogDocument => {
  const { event, change, ...rest } = entry;
  const payload = JSON.parse(event.payload.replaceAll(template, officeId));
  if (windowDays && payload.settings) payload.settings.windowDays = windowDays;
  const settings = windowDays && change.settings ? { ...change.settings, windowDays } : change.settings;
  return {
    ...rest,
    _id: `${officeId}:${entry.n}`,
    officeId,
    change: settings ? { ...change, settings } : change,
    event: { ...event, id: eventIdOf(officeId, entry.n), payload: JSON.stringify(payload) },
  };
};

/** Never published: it only must be no other event's. */
const eventIdOf = (officeId: string, n: number): string =>
  createHash('md5')
    .update(`loaded ${officeId} ${n}`)
    .digest('hex')
    .replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
