import type { Kafka } from 'kafkajs';
import type { Postgres, Tx } from '../postgres/pool';
import type { Subscription } from './apply-event';
import { parseEvent } from './event';
import { ensureTopics, topicOf } from './kafka';
import { readTopic } from './read-topic';

interface CatchUp {
  kafka: Kafka;
  postgres: Postgres;
  /** The service's own. */
  area: string;
  /** What a fact of its own brings back. */
  facts: readonly Subscription[];
}

/**
 * Brings a database that was restored up to what was published since its backup: the facts that others know are state here
 * again, as far as events carry it, and no sequence is given twice. Answers how many facts were missing. Repeating it changes
 * nothing.
 */
export const catchUp = async ({ kafka, postgres, area, facts }: CatchUp): Promise<number> => {
  await ensureTopics(kafka, area);
  const rows = await postgres.query<{ key: string; last: number }>('SELECT key, last FROM outbox_sequence');
  const last = new Map(rows.map((row) => [row.key, row.last]));
  let missing = 0;
  await readTopic(kafka, topicOf(area), async ({ key, value, headers }) => {
    const event = parseEvent(key, value, headers);
    if (event.sequence <= (last.get(event.key) ?? 0)) return;
    const fact = facts.find(({ type }) => type === event.type);
    const parsed = { ...event, data: fact?.parse(event.data) };
    const found = await fact?.prepare?.(parsed, postgres);
    await postgres.tx(async (tx) => {
      await fact?.effect(parsed, tx, found);
      await reach(tx, event.key, event.sequence);
    });
    last.set(event.key, event.sequence);
    missing += 1;
  });
  return missing;
};

const reach = async (tx: Tx, key: string, sequence: number): Promise<void> => {
  await tx.query(
    `INSERT INTO outbox_sequence AS s (key, last) VALUES ($1, $2)
     ON CONFLICT (key) DO UPDATE SET last = greatest(s.last, excluded.last)`,
    [key, sequence],
  );
};

/**
 * Has a consumer hear again what was published from an instant on: what it applied after the backup is gone from its
 * database, and what it applied before is known there. Its processes must be stopped. Throws when they are not.
 */
export const rewind = async (
  kafka: Kafka,
  group: string,
  areas: readonly string[],
  since: Temporal.Instant,
): Promise<void> => {
  await ensureTopics(kafka, ...areas);
  const admin = kafka.admin();
  await admin.connect();
  try {
    for (const topic of areas.map(topicOf)) {
      const from = await admin.fetchTopicOffsetsByTimestamp(topic, since.epochMilliseconds);
      const [committed] = await admin.fetchOffsets({ groupId: group, topics: [topic] });
      const reached = new Map(committed?.partitions.map(({ partition, offset }) => [partition, Number(offset)]));
      // What is not reached yet (-1: nothing is) comes anyhow.
      const ahead = from.filter(({ partition, offset }) => (reached.get(partition) ?? -1) > Number(offset));
      if (ahead.length > 0) await admin.setOffsets({ groupId: group, topic, partitions: ahead });
    }
  } finally {
    await admin.disconnect();
  }
};
