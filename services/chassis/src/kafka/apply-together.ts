import type { KafkaMessage } from 'kafkajs';
import type { Logger } from 'pino';
import { Histogram } from 'prom-client';
import { isLimited } from '../errors/app-error';
import { together } from '../lifecycle/together';
import { sharedBy } from '../postgres/pool';
import { applyAlone, applyWithin, type Inbox, readEvent, type Wanted } from './apply-event';

/** How many of the first messages are dealt with here, and what kept the next one from it. */
export interface Applied {
  passed: number;
  failure?: unknown;
}

/** A partition. */
export interface Place {
  topic: string;
  partition: number;
}

/** Takes consecutive messages of one partition. It may stop before the last without a failure, and does once `goOn` answers false. */
export type ApplyEvents = (
  place: Place,
  messages: readonly Pick<KafkaMessage, 'key' | 'value' | 'headers'>[],
  goOn: () => boolean,
) => Promise<Applied>;

/** Events of one partition in their order. */
interface Run {
  partition: string;
  events: readonly Wanted[];
  goOn: () => boolean;
}

/** How many of the first events of a run have their effect. */
interface Done {
  done: number;
  failure?: unknown;
}

const age = new Histogram({
  name: 'creneau_event_age_seconds',
  help: 'From the commit of a fact to its effect here',
  labelNames: ['group'],
  buckets: [0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 15, 60, 300],
});

/**
 * Applies events once each, in the order of their partition. Those that wait at the same time share a transaction, of several
 * partitions and of one. When it fails, or has to wait for a lock, each partition has one of its own, and then each event: one holds
 * up none but those behind it.
 */
export const createApplyTogether = (inbox: Inbox & { log: Logger }): ApplyEvents => {
  const share = together<Run, Done>({
    name: 'events',
    keyOf: ({ partition }) => partition,
    work: async (runs) => {
      const [first, ...others] = runs;
      if (first && others.length === 0) return [await applyRun(inbox, first)];
      const events = runs.flatMap((run) => run.events);
      await applyAtOnce(inbox, events);
      return runs.map((run) => ({ done: run.events.length }));
    },
  });

  const apply = async (run: Run): Promise<Done> => {
    const [first] = run.events;
    if (!first) return { done: 0 };
    // What has to ask others first keeps nobody waiting.
    if (first.subscription.prepare) return await applyRun(inbox, run);
    return await share(run).catch((failure: unknown) => ({ done: 0, failure }));
  };

  return async ({ topic, partition }, messages, goOn) => {
    const { found, read, unreadable } = readRun(inbox, topic, messages);
    const events = found.map(({ wanted }) => wanted);
    const { done, failure } = await apply({ partition: `${topic} ${partition}`, events, goOn });
    const now = inbox.clock.now();
    for (const { event } of events.slice(0, done))
      age.observe({ group: inbox.group }, Math.max(0, now.since(event.occurredAt).total('seconds')));
    const next = found[done];
    return next ? { passed: next.at, failure } : { passed: read, failure: unreadable };
  };
};

/**
 * Reads messages up to one that is no event, and finds those that somebody here listens to. One that has to ask others before its
 * effect is on its own.
 */
const readRun = (inbox: Inbox, topic: string, messages: Parameters<ApplyEvents>[1]) => {
  const found: { at: number; wanted: Wanted }[] = [];
  for (const [at, message] of messages.entries())
    try {
      const wanted = readEvent(inbox, topic, message);
      if (!wanted) continue;
      if (wanted.subscription.prepare && found.length > 0) return { found, read: at };
      found.push({ at, wanted });
      if (wanted.subscription.prepare) return { found, read: at + 1 };
    } catch (unreadable) {
      return { found, read: at, unreadable };
    }
  return { found, read: messages.length };
};

/** Whose fault it was that not all could be applied at once shows when each is alone. */
const applyRun = async (inbox: Inbox & { log: Logger }, { events, goOn }: Run): Promise<Done> => {
  if (events.length > 1)
    try {
      await applyAtOnce(inbox, events);
      return { done: events.length };
    } catch (failure) {
      // Where there is too much to do, each alone would be more.
      if (isLimited(failure)) return { done: 0, failure };
      inbox.log.info({ err: failure, events: events.length }, 'events are applied one by one');
    }
  for (const [done, event] of events.entries())
    try {
      if (!goOn()) return { done };
      await applyAlone(inbox, event);
    } catch (failure) {
      return { done, failure };
    }
  return { done: events.length };
};

const applyAtOnce = ({ postgres, group }: Inbox, events: readonly Wanted[]) =>
  postgres.tx((tx) => applyWithin(tx, group, events), sharedBy(events));
