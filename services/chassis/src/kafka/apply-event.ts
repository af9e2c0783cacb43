import { context, propagation, SpanKind, SpanStatusCode, trace } from '@opentelemetry/api';
import type { KafkaMessage } from 'kafkajs';
import { AppError } from '../errors/app-error';
import type { Db, Postgres, Prepared, Tx } from '../postgres/pool';
import { type Clock, systemClock } from '../time/clock';
import { type Event, type EventType, parseEvent } from './event';

/** What an event does here: runs inside the transaction that also remembers the event's id. */
export type Effect<T, Found = void> = (event: Event<T>, tx: Tx, found: Found) => Promise<void>;
/** What an effect needs of other services, asked before its transaction: no lock and no connection waits for the answer. */
export type Prepare<T, Found> = (event: Event<T>, db: Db) => Promise<Found>;

export interface Subscription {
  type: string;
  parse: (json: unknown) => unknown;
  concerns?: (data: unknown) => boolean;
  prepare?: Prepare<unknown, unknown>;
  effect: Effect<unknown, unknown>;
}

interface Before<T, Found> {
  /** Events for which it answers false would change nothing here: they are passed over without a transaction. */
  concerns?: (data: T) => boolean;
  /** The effect gets what it found, asked anew at each attempt. */
  prepare?: Prepare<T, Found>;
}

/** `onEvent(VisitBooked, sendConfirmation)` */
export const onEvent = <T, Found = void>(
  type: EventType<T>,
  effect: Effect<T, Found>,
  { concerns, prepare }: Before<T, Found> = {},
): Subscription => ({
  type: type.$type,
  parse: (json) => {
    try {
      return type.fromJSON(json);
    } catch (cause) {
      throw new AppError('invalid', 'malformed_event', `This is no ${type.$type}.`, { cause });
    }
  },
  ...(concerns ? { concerns: concerns as (data: unknown) => boolean } : {}),
  ...(prepare ? { prepare: prepare as Prepare<unknown, unknown> } : {}),
  effect: effect as Effect<unknown, unknown>,
});

/** Where events are applied, and under which name they are remembered. */
export interface Inbox {
  group: string;
  clock: Clock;
  postgres: Postgres;
  subscriptions: readonly Subscription[];
}

/** `known`: its effect is here already. */
export type Outcome = 'applied' | 'known';

class RolledBack extends Error {}

const FIND = 'SELECT 1 FROM inbox WHERE consumer = $1 AND event_id = $2';
const REMEMBER: Prepared = {
  name: 'inbox-remember',
  text: `INSERT INTO inbox (consumer, event_id, received_at) SELECT $1, unnest($2::uuid[]), $3
         ON CONFLICT DO NOTHING RETURNING event_id`,
};

/** An event somebody here listens to. */
export interface Wanted {
  event: Event;
  subscription: Subscription;
  topic: string;
  traceparent: string | undefined;
}

/** Reads an event; undefined when nothing here listens to it. Throws `invalid` when it is none. */
export const readEvent = (
  { subscriptions }: Pick<Inbox, 'subscriptions'>,
  topic: string,
  { key, value, headers }: Pick<KafkaMessage, 'key' | 'value' | 'headers'>,
): Wanted | undefined => {
  const event = parseEvent(key, value, headers);
  const subscription = subscriptions.find(({ type }) => type === event.type);
  if (!subscription) return undefined;
  const data = subscription.parse(event.data);
  if (subscription.concerns?.(data) === false) return undefined;
  return { event: { ...event, data }, subscription, topic, traceparent: headers?.ce_traceparent?.toString() };
};

/**
 * Remembers events and has the effects of those that are new within a transaction: in order for each key, while those of different
 * keys do not wait for one another, be it for the answers to their statements. Answers how many were new.
 */
export const applyWithin = async (
  tx: Tx,
  group: string,
  events: readonly Wanted[],
  found?: unknown,
): Promise<number> => {
  const ids = events.map(({ event }) => event.id);
  // By the machine's clock: a shift of the one clock makes nobody forget what was applied.
  const rows = await tx.query<{ event_id: string }>(REMEMBER, [group, ids, systemClock.now()]);
  const unknown = new Set(rows.map((row) => row.event_id));
  const fresh = events.filter(({ event }) => unknown.delete(event.id.toLowerCase()));
  // No effect is the last one of all.
  const within: Tx = { ...tx, last: () => within };
  const byKey = new Map<string, Promise<void>>();
  for (const wanted of fresh) {
    const key = `${wanted.topic} ${wanted.event.key}`;
    const before = byKey.get(key) ?? Promise.resolve();
    byKey.set(
      key,
      before.then(() => inSpan(wanted, () => wanted.subscription.effect(wanted.event, within, found))),
    );
  }
  await Promise.all(byKey.values());
  return fresh.length;
};

/**
 * Applies an event once, in a transaction of its own: its id and its effect commit together. `tryOut` does all of it and
 * takes it back, to know whether it would succeed. Throws what its effect throws.
 */
export const applyAlone = async (
  { group, postgres }: Pick<Inbox, 'group' | 'postgres'>,
  wanted: Wanted,
  { tryOut = false } = {},
): Promise<Outcome> => {
  const { event, subscription } = wanted;
  // A topic that is replayed asks nobody about what is known.
  if (subscription.prepare && (await postgres.query(FIND, [group, event.id])).length > 0) return 'known';
  const found = await subscription.prepare?.(event, postgres);
  let outcome: Outcome = 'known';
  try {
    await postgres.tx(async (tx) => {
      if ((await applyWithin(tx, group, [wanted], found)) > 0) outcome = 'applied';
      if (tryOut) throw new RolledBack();
    });
  } catch (error) {
    if (!(error instanceof RolledBack)) throw error;
  }
  return outcome;
};

/** Continues the trace of whoever caused the fact. */
const inSpan = async ({ event, topic, traceparent }: Wanted, work: () => Promise<void>): Promise<void> => {
  const parent = propagation.extract(context.active(), { traceparent });
  const span = trace
    .getTracer('creneau')
    .startSpan(
      `${event.type} consume`,
      { kind: SpanKind.CONSUMER, attributes: { 'messaging.destination.name': topic } },
      parent,
    );
  try {
    await context.with(trace.setSpan(parent, span), work);
  } catch (error) {
    span.setStatus({ code: SpanStatusCode.ERROR });
    throw error;
  } finally {
    span.end();
  }
};
