import type { KafkaMessage } from 'kafkajs';
import { applyAlone, applyWithin, type Inbox, type Outcome, readEvent, type Wanted } from './apply-event';
import type { Event } from './event';

interface Waiting {
  wanted: Wanted;
  resolve: (outcome: Outcome) => void;
  reject: (error: unknown) => void;
}

/** For each lock that one of the events has to wait for, since it may not hold up the others for long. Well below PostgreSQL's own wait before it looks for a deadlock. */
const LOCK_TIMEOUT_MS = 250;

export type ApplyEvent = (
  topic: string,
  message: Pick<KafkaMessage, 'key' | 'value' | 'headers'>,
) => Promise<{ outcome: Outcome; event: Event }>;

/**
 * Applies events once each. Those of different partitions that wait at the same time share a transaction, since under load
 * beginning and committing one costs more than most effects. When it fails, or has to wait for a lock, each of them has one
 * of its own: an event holds up none but those behind it.
 */
export const createApplyTogether = (inbox: Inbox): ApplyEvent => {
  let waiting: Waiting[] = [];
  let running = false;

  const alone = ({ wanted, resolve, reject }: Waiting): void => {
    applyAlone(inbox, wanted).then(resolve, reject);
  };

  const together = async (group: readonly Waiting[]): Promise<boolean> => {
    try {
      const events = group.map(({ wanted }) => wanted);
      const fresh = await inbox.postgres.tx((tx) => applyWithin(tx, inbox.group, events), {
        lockTimeoutMs: LOCK_TIMEOUT_MS,
      });
      for (const { wanted, resolve } of group) resolve(fresh.has(wanted) ? 'applied' : 'known');
      return true;
    } catch {
      // Which one it was, and whether it may pass, shows when each is applied alone.
      return false;
    }
  };

  const drain = async (): Promise<void> => {
    while (waiting.length > 0) {
      const group = waiting;
      waiting = [];
      if (group.length === 1 || !(await together(group))) group.forEach(alone);
    }
    running = false;
  };

  const enqueue = (wanted: Wanted): Promise<Outcome> =>
    new Promise((resolve, reject) => {
      waiting.push({ wanted, resolve, reject });
      if (running) return;
      running = true;
      // The other partitions of the same answer of the broker come within this turn.
      setImmediate(() => void drain());
    });

  return async (topic, message) => {
    const { event, wanted } = readEvent(inbox, topic, message);
    if (!wanted) return { outcome: 'unwanted', event };
    return { outcome: await (wanted.subscription.prepare ? applyAlone(inbox, wanted) : enqueue(wanted)), event };
  };
};
