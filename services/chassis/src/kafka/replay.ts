import type { Kafka } from 'kafkajs';
import { isTransient, notFound, unavailable } from '../errors/app-error';
import { applyAlone, type Inbox, readEvent } from './apply-event';
import { markReplayed, type Parked, park, readParked, reasonOf } from './dead-letters';

/** A parked event as an operator sees it: nothing personal, since events carry nothing of the kind. */
export interface ParkedLine {
  consumer: string;
  topic: string;
  /** Partition and offset in the topic. */
  place: string;
  event: string;
  type: string;
  key: string;
  reason: string;
  parkedAt: string;
}

export interface ReplayReport {
  /** Applied now; with `dryRun`: would be. */
  replayed: number;
  /** Their effect was here already. */
  alreadyApplied: number;
  /** What still fails, each with the reason of now. */
  stillParked: ParkedLine[];
}

export interface ReplayWish {
  area: string;
  /** One event's id; without it all that is parked. */
  event?: string | undefined;
  /** Tries all and takes it back. */
  dryRun?: boolean | undefined;
}

type Replaying = Inbox & { kafka: Kafka };

/** What this consumer has parked of an area. */
export const listParked = async ({ kafka, group }: Pick<Replaying, 'kafka' | 'group'>, area: string) =>
  (await readParked(kafka, group, area)).map(lineOf);

/**
 * Applies what this consumer has parked, and no other consumer sees any of it: same effects, same inbox, in order per key.
 * What had its effect is marked, so that a second run does nothing; what still fails stays, with the new reason. Runs beside
 * the living consumer. Throws `unavailable` when a dependency is away: what comes after waits for the next run.
 */
export const replayParked = async (on: Replaying, { area, event, dryRun }: ReplayWish): Promise<ReplayReport> => {
  const all = await readParked(on.kafka, on.group, area);
  const wanted = event === undefined ? all : all.filter((parked) => idOf(parked) === event);
  if (event !== undefined && wanted.length === 0)
    throw notFound('not_parked', `${on.group} has parked no event ${event} of ${area}.`);
  const report: ReplayReport = { replayed: 0, alreadyApplied: 0, stillParked: [] };
  for (const parked of wanted) {
    try {
      const found = readEvent(on, parked.topic, parked);
      if (!found) throw notFound('unwanted', 'Nothing here listens to this type any more.');
      const outcome = await applyAlone(on, found, { tryOut: dryRun ?? false });
      if (!dryRun) await markReplayed(on.kafka, parked, on.clock.now());
      report[outcome === 'applied' ? 'replayed' : 'alreadyApplied'] += 1;
    } catch (error) {
      const reason = reasonOf(error);
      if (isTransient(error))
        throw unavailable(
          'replay_interrupted',
          `Stopped at event ${idOf(parked)} after ${report.replayed} were replayed: ${reason} Run it again later.`,
          { cause: error },
        );
      if (!dryRun) await park(on.kafka, parked, error, on.clock.now());
      report.stillParked.push({ ...lineOf(parked), reason });
    }
  }
  return report;
};

const idOf = ({ headers }: Parked): string => headers.ce_id?.toString() ?? '';

const lineOf = (parked: Parked): ParkedLine => ({
  consumer: parked.group,
  topic: parked.topic,
  place: `${parked.partition}/${parked.offset}`,
  event: idOf(parked),
  type: parked.headers.ce_type?.toString() ?? '',
  key: parked.key?.toString() ?? '',
  reason: parked.reason,
  parkedAt: parked.parkedAt,
});
