import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { type Clock, coalesced, type Logger, type OfficeQueue, overloaded } from '@creneau/chassis';
import { context, propagation } from '@opentelemetry/api';
import { type Entry, emptyOffice, fold, type OfficeState } from '../../domain/office';
import type { Decide, OfficeLog } from '../../use-cases/ports';
import type { RememberedOffices } from '../remembered-offices';
import { entryId, eventIdOf, type StoredEvent, toDocument } from './documents';
import type { LogRepository } from './log-repository';
import type { ShippingRepository } from './shipping-repository';
import type { SnapshotRepository } from './snapshot-repository';

/** Other processes may win the next place this often before a writer gives up. */
const ATTEMPTS = 25;
const PAUSE_MS = 20;
/** The relay drops a note without an entry after ten minutes: whoever was held up for long notes again. */
const NOTE_TRUSTED_MS = 60_000;

/** A snapshot is taken of every so many entries. */
const SNAPSHOT_EVERY = 500;

interface OfficeLogDeps {
  entries: LogRepository;
  snapshots: Pick<SnapshotRepository, 'latest' | 'take'>;
  shipping: Pick<ShippingRepository, 'note'>;
  remembered: RememberedOffices;
  queue: OfficeQueue;
  clock: Clock;
  logger: Logger;
  snapshotEvery?: number;
  /** The event that an entry is, given the state it leads to. */
  eventOf: (entry: Entry, after: OfficeState) => { type: string; payload: string };
  /** Hears of each entry once it is safe. */
  onAppend: (officeId: string, n: number) => void;
}

/**
 * The log over a store that offers nothing but unique inserts. The next entry of an office is whichever is inserted first
 * under `<officeId>:<last + 1>`; who loses reads what was written, decides again on the new state, and tries the next place.
 * Throws `unavailable` when the store does not answer, `limited` (office_busy) when a writer lost too often.
 */
export const createOfficeLog = (d: OfficeLogDeps): OfficeLog => {
  /** One read by `_id` tells that nothing was added to what is remembered. */
  const current = coalesced(async (officeId): Promise<OfficeState> => {
    const known = d.remembered.get(officeId);
    if (!known) {
      const from = (await d.snapshots.latest(officeId)) ?? emptyOffice(officeId);
      const read = fold(from, await d.entries.findAfter(officeId, from.last));
      d.remembered.keep(read);
      return read;
    }
    const next = await d.entries.find(officeId, known.last + 1);
    if (!next) return known;
    const advanced = fold(known, await d.entries.findAfter(officeId, known.last));
    d.remembered.advance(advanced);
    return advanced;
  });

  const tryAppend = async (officeId: string, authorId: string, decide: Decide): Promise<OfficeState | undefined> => {
    const state = await current(officeId);
    // Whole milliseconds, as the store keeps them.
    const at = Temporal.Instant.fromEpochMilliseconds(d.clock.now().epochMilliseconds);
    const change = decide(state, at);
    if (!change) return state;
    const entry: Entry = { officeId, n: state.last + 1, at, authorId, change };
    const after = fold(state, [entry]);
    const notedMs = performance.now();
    await d.shipping.note(officeId, entry.n);
    const event: StoredEvent = {
      ...d.eventOf(entry, after),
      id: eventIdOf(entryId(officeId, entry.n)),
      traceparent: traceparent(),
    };
    if (!(await d.entries.insert(toDocument(entry, randomUUID(), event)))) return undefined;
    if (performance.now() - notedMs > NOTE_TRUSTED_MS) await d.shipping.note(officeId, entry.n);
    d.remembered.advance(after);
    d.onAppend(officeId, entry.n);
    if (entry.n % (d.snapshotEvery ?? SNAPSHOT_EVERY) === 0) await takeSnapshot(after);
    return after;
  };

  /** The change is made: a snapshot that cannot be taken now is taken some entries later. */
  const takeSnapshot = (state: OfficeState): Promise<void> =>
    d.snapshots.take(state).catch((error: unknown) => {
      d.logger.warn({ err: error, officeId: state.officeId }, 'no snapshot was taken');
    });

  return {
    current,
    append: (officeId, authorId, decide) =>
      d.queue(officeId, async () => {
        for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
          const after = await tryAppend(officeId, authorId, decide);
          if (after) return after;
          await sleep(Math.random() * PAUSE_MS);
        }
        throw overloaded('office_busy');
      }),
    officesAfter: d.entries.officesAfter,
    async settingsAt(officeId, n) {
      const entry = await d.entries.find(officeId, n);
      return entry?.change.kind === 'settings' ? entry.change.settings : undefined;
    },
    async versions(officeIds, above) {
      if (above === 0) return d.entries.versions(officeIds);
      // Few offices have saved since, and versions follow without a gap: the store need not look at all the others.
      const saved = await d.entries.officesWith(officeIds, above + 1);
      const states = await Promise.all(saved.map(current));
      return new Map(states.map(({ officeId, settings }) => [officeId, settings.version]));
    },
  };
};

const traceparent = (): string | undefined => {
  const carrier: { traceparent?: string } = {};
  propagation.inject(context.active(), carrier);
  return carrier.traceparent;
};
