import { randomUUID } from 'node:crypto';
import { ensureTopics, parseEvent, readTopic, topicOf } from '@creneau/chassis';
import type { Kafka } from 'kafkajs';
import { type Entry, fold, type OfficeState } from '../../domain/office';
import type { OfficeLog } from '../../use-cases/ports';
import { toldChange, UNKNOWN_AUTHOR } from '../../use-cases/told-change';
import { toDocument } from '../mongo/documents';
import type { LogRepository } from '../mongo/log-repository';
import type { ShippingRepository } from '../mongo/shipping-repository';

interface CatchUpDeps {
  kafka: Kafka;
  area: string;
  log: Pick<OfficeLog, 'current'>;
  entries: Pick<LogRepository, 'insert'>;
  shipping: Pick<ShippingRepository, 'markShipped' | 'shippedTo'>;
}

/**
 * Brings logs that were restored up to what was published since their backup: no place of a log, and with it no id of an event,
 * is given twice. Answers how many entries were missing. Run it while no process of the service does; it may be repeated.
 */
export const catchUpLogs = async ({ kafka, area, log, entries, shipping }: CatchUpDeps): Promise<number> => {
  const last = new Map<string, number>();
  const changed = new Map<string, OfficeState>();
  /** Up to where each office is in the topic. */
  const published = new Map<string, number>();
  let missing = 0;
  await ensureTopics(kafka, area);
  await readTopic(kafka, topicOf(area), async ({ key, value, headers }) => {
    const event = parseEvent(key, value, headers);
    const { key: officeId, sequence: n, occurredAt: at } = event;
    published.set(officeId, Math.max(n, published.get(officeId) ?? 0));
    if (n <= (last.get(officeId) ?? 0)) return;
    const before = changed.get(officeId) ?? (await log.current(officeId));
    last.set(officeId, before.last);
    if (n <= before.last) return;
    if (n > before.last + 1) throw new Error(`the topic lacks entry ${before.last + 1} of office ${officeId}`);
    const entry: Entry = { officeId, n, at, authorId: UNKNOWN_AUTHOR, change: toldChange(event, before) };
    const stored = { id: event.id, type: event.type, payload: JSON.stringify(event.data) };
    if (!(await entries.insert(toDocument(entry, randomUUID(), stored)))) throw new Error('somebody else writes here');
    changed.set(officeId, fold(before, [entry]));
    last.set(officeId, n);
    missing += 1;
  });
  for (const [officeId, n] of published) {
    const shipped = await shipping.shippedTo(officeId);
    if (shipped < n) await shipping.markShipped(officeId, n, shipped);
  }
  return missing;
};
