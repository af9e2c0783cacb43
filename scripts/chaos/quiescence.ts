import { setTimeout as sleep } from 'node:timers/promises';
import { AREAS, type Stores } from './stores';
import { type Violation, violation } from './violation';

/** One thing that must come to nothing once nobody disturbs any more. */
interface Measure {
  readonly what: string;
  readonly invariant: Violation['invariant'];
  /** It must be done by then, from the end of the faults. */
  readonly withinMs: number;
  count(): Promise<number>;
}

/** Invariant 3 gives claims two minutes; everything else has as long as mails and their leases take. */
const CLAIMS_MS = 120_000;

const measures = (stores: Stores, officeIds: readonly string[], mostMs: number): Measure[] => {
  const count = async (...query: Parameters<Stores['query']>): Promise<number> =>
    Number((await stores.query<{ n: string }>(...query))[0]?.n ?? 0);
  const claimsMs = Math.min(CLAIMS_MS, mostMs);
  return [
    ...AREAS.map(
      (area): Measure => ({
        what: `facts in the outbox of ${area}`,
        invariant: 4,
        withinMs: mostMs,
        count: () => count(area, 'SELECT count(*) AS n FROM outbox'),
      }),
    ),
    { what: 'entries of office logs to ship', invariant: 4, withinMs: mostMs, count: stores.unshipped },
    { what: 'events that a consumer has not read', invariant: 4, withinMs: mostMs, count: () => lag(stores) },
    {
      what: 'intents to book or move',
      invariant: 3,
      withinMs: claimsMs,
      count: () => count('booking', 'SELECT count(*) AS n FROM visit WHERE intent_due_at IS NOT NULL'),
    },
    {
      what: 'claims to free',
      invariant: 3,
      withinMs: claimsMs,
      count: () => count('booking', 'SELECT count(*) AS n FROM claim_release'),
    },
    {
      what: 'mails that are due',
      invariant: 5,
      withinMs: mostMs,
      count: () =>
        count(
          'notification',
          `SELECT count(*) AS n FROM mail WHERE state = 'waiting' AND (due_at <= $1 OR kind <> 'reminder') AND office_id = ANY($2)`,
          [new Date(), officeIds],
        ),
    },
  ];
};

/** How far the groups of the services are behind in what they follow. */
const lag = async ({ kafka }: Stores): Promise<number> => {
  const admin = kafka.admin();
  await admin.connect();
  try {
    const ends = new Map<string, Map<number, number>>();
    let behind = 0;
    for (const groupId of AREAS) {
      for (const { topic, partitions } of await admin.fetchOffsets({ groupId })) {
        if (!ends.has(topic)) {
          const high = await admin.fetchTopicOffsets(topic);
          ends.set(topic, new Map(high.map(({ partition, high: end }) => [partition, Number(end)])));
        }
        for (const { partition, offset } of partitions)
          behind += Math.max(0, (ends.get(topic)?.get(partition) ?? 0) - Math.max(0, Number(offset)));
      }
    }
    return behind;
  } finally {
    await admin.disconnect();
  }
};

/** Waits for everything to come to its end, and names what has not within its time. */
export const whenQuiet = async (
  stores: Stores,
  officeIds: readonly string[],
  mostMs: number,
): Promise<{ tookMs: number; stuck: Violation[] }> => {
  const began = Date.now();
  let open = measures(stores, officeIds, mostMs);
  const stuck: Violation[] = [];
  while (open.length > 0) {
    const counted = await Promise.all(open.map(async (measure) => ({ measure, left: await safely(measure.count) })));
    const tookMs = Date.now() - began;
    open = [];
    for (const { measure, left } of counted) {
      if (left === 0) continue;
      if (tookMs < measure.withinMs) open.push(measure);
      else stuck.push(violation('stuck', measure.invariant, `${left} ${measure.what} after ${tookMs / 1_000} s`));
    }
    if (open.length > 0) await sleep(500);
  }
  // What was empty first may have filled again from what ended last: all must be empty at once.
  const again = await Promise.all(
    measures(stores, officeIds, mostMs).map(async (measure) => ((await safely(measure.count)) === 0 ? [] : [measure])),
  );
  const tookMs = Date.now() - began;
  if (stuck.length === 0 && again.flat().length > 0 && tookMs < mostMs) {
    const rest = await whenQuiet(stores, officeIds, mostMs - tookMs);
    return { tookMs: tookMs + rest.tookMs, stuck: rest.stuck };
  }
  return { tookMs, stuck };
};

/** A store that does not answer yet is as good as busy. */
const safely = (count: () => Promise<number>): Promise<number> => count().catch(() => Number.NaN);
