import { createHash } from 'node:crypto';
import type { Document } from 'mongodb';
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
      const marker = (officeId: string) => `${officeId}:${last.n}`;
      const there = await shipped.find({ _id: { $in: ids.map(marker) } }, { projection: { _id: 1 } }).toArray();
      const known = new Set(there.map(({ _id }) => _id));
      const missing = ids.filter((id) => !known.has(marker(id)));
      if (missing.length === 0) continue;
      const copies = missing.flatMap((id) => entries.map((entry) => copyOf(entry, template, id, windowDays)));
      await log.insertMany(copies, { ordered: false });
      const markers = missing.map((officeId) => ({ _id: marker(officeId), officeId, n: last.n }));
      await shipped.insertMany(markers as LogDocument[], { ordered: false });
    }
  });

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
