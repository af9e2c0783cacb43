import type { KafkaMessage } from 'kafkajs';
import { Histogram } from 'prom-client';
import { together } from '../lifecycle/together';
import { sharedBy } from '../postgres/pool';
import { applyAlone, applyWithin, type Inbox, readEvent, type Wanted } from './apply-event';

/** How many of the first have their effect, and what kept the next one from it. */
export interface Applied {
  passed: number;
  failure?: unknown;
}

/** Takes consecutive messages of one partition. It may stop before the last without a failure. */
export type ApplyEvents = (
  place: { topic: string; partition: number },
  messages: readonly Pick<KafkaMessage, 'key' | 'value' | 'headers'>[],
) => Promise<Applied>;

interface Run {
  partition: string;
  events: readonly Wanted[];
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
export const createApplyTogether = (inbox: Inbox): ApplyEvents => {
  const share = together<Run, Applied>({
    name: 'events',
    keyOf: ({ partition }) => partition,
    work: async (runs) => {
      const [first, ...others] = runs;
      if (first && others.length === 0) return [await applyRun(inbox, first.events)];
      await applyAtOnce(
        inbox,
        runs.flatMap(({ events }) => events),
      );
      return runs.map(({ events }) => ({ passed: events.length }));
    },
  });

  const apply = async (partition: string, events: readonly Wanted[]): Promise<Applied> => {
    if (events.length === 0) return { passed: 0 };
    // What has to ask others first keeps nobody waiting.
    if (events.some(({ subscription }) => subscription.prepare)) return await applyRun(inbox, events);
    return await share({ partition, events }).catch((failure: unknown) => ({ passed: 0, failure }));
  };

  return async ({ topic, partition }, messages) => {
    const { run, unreadable } = readRun(inbox, topic, messages);
    const events = run.filter((wanted) => wanted !== undefined);
    const { passed, failure } = await apply(`${topic} ${partition}`, events);
    const now = inbox.clock.now();
    for (const { event } of events.slice(0, passed))
      age.observe({ group: inbox.group }, Math.max(0, now.since(event.occurredAt).total('seconds')));
    const next = events[passed];
    return next ? { passed: run.indexOf(next), failure } : { passed: run.length, failure: unreadable };
  };
};

/**
 * The first messages, up to one that is no event: undefined for each that nobody here listens to. One that has to ask others before
 * its effect is on its own.
 */
const readRun = (inbox: Inbox, topic: string, messages: Parameters<ApplyEvents>[1]) => {
  const run: (Wanted | undefined)[] = [];
  for (const message of messages)
    try {
      const wanted = readEvent(inbox, topic, message);
      const asksFirst = wanted?.subscription.prepare !== undefined;
      if (asksFirst && run.length > 0) break;
      run.push(wanted);
      if (asksFirst) break;
    } catch (unreadable) {
      return { run, unreadable };
    }
  return { run };
};

/** Events of one partition: whose fault it was that not all could be applied shows when each is alone. */
const applyRun = async (inbox: Inbox, events: readonly Wanted[]): Promise<Applied> => {
  if (events.length > 1)
    try {
      await applyAtOnce(inbox, events);
      return { passed: events.length };
    } catch {}
  for (const [passed, event] of events.entries())
    try {
      await applyAlone(inbox, event);
    } catch (failure) {
      return { passed, failure };
    }
  return { passed: events.length };
};

const applyAtOnce = ({ postgres, group }: Inbox, events: readonly Wanted[]) =>
  postgres.tx((tx) => applyWithin(tx, group, events), sharedBy(events));
