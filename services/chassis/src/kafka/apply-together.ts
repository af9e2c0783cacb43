import type { KafkaMessage } from 'kafkajs';
import { together } from '../lifecycle/together';
import { sharedBy } from '../postgres/pool';
import { applyAlone, applyWithin, type Inbox, type Outcome, readEvent, type Wanted } from './apply-event';
import type { Event } from './event';

export type ApplyEvent = (
  topic: string,
  message: Pick<KafkaMessage, 'key' | 'value' | 'headers'>,
) => Promise<{ outcome: Outcome; event: Event }>;

/**
 * Applies events once each. Those of different partitions that wait at the same time share a transaction. When it fails, or has to
 * wait for a lock, each of them has one of its own: an event holds up none but those behind it.
 */
export const createApplyTogether = (inbox: Inbox): ApplyEvent => {
  const apply = together<Wanted, Outcome>({
    name: 'events',
    keyOf: ({ event }) => event.id,
    work: async (events) => {
      const [first, ...others] = events;
      if (first && others.length === 0) return [await applyAlone(inbox, first)];
      const fresh = await inbox.postgres.tx((tx) => applyWithin(tx, inbox.group, events), sharedBy(events));
      return events.map((event) => (fresh.has(event) ? 'applied' : 'known'));
    },
  });

  return async (topic, message) => {
    const { event, wanted } = readEvent(inbox, topic, message);
    if (!wanted) return { outcome: 'unwanted', event };
    return { outcome: await (wanted.subscription.prepare ? applyAlone(inbox, wanted) : apply(wanted)), event };
  };
};
