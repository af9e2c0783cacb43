import { context, propagation, SpanKind, SpanStatusCode, trace } from '@opentelemetry/api';
import type { KafkaMessage } from 'kafkajs';
import { AppError } from '../errors/app-error';
import type { Db, Postgres, Tx } from '../postgres/pool';
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

/** `known`: its effect is here already. `unwanted`: nothing here listens to it. */
export type Outcome = 'applied' | 'known' | 'unwanted';

class RolledBack extends Error {}

const FIND = 'SELECT 1 FROM inbox WHERE consumer = $1 AND event_id = $2';
const REMEMBER =
  'INSERT INTO inbox (consumer, event_id, received_at) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING RETURNING event_id';

/**
 * Applies an event once: its id and its effect commit together. `tryOut` does all of it and takes it back, to know whether
 * it would succeed. Throws what the event or its effect throws.
 */
export const applyEvent = async (
  { group, postgres, subscriptions }: Inbox,
  topic: string,
  message: Pick<KafkaMessage, 'key' | 'value' | 'headers'>,
  { tryOut = false } = {},
): Promise<{ outcome: Outcome; event: Event }> => {
  const event = parseEvent(message.key, message.value, message.headers);
  const subscription = subscriptions.find(({ type }) => type === event.type);
  if (!subscription) return { outcome: 'unwanted', event };
  const data = subscription.parse(event.data);
  if (subscription.concerns?.(data) === false) return { outcome: 'unwanted', event };
  const parsed = { ...event, data };
  let outcome: Outcome = 'known';
  const id = [group, event.id];
  await inSpan(`${event.type} consume`, topic, message.headers?.ce_traceparent?.toString(), async () => {
    const { prepare, effect } = subscription;
    // A topic that is replayed asks nobody about what is known.
    if (prepare && (await postgres.query(FIND, id)).length > 0) return;
    const found = await prepare?.(parsed, postgres);
    await postgres.tx(async (tx) => {
      // By the machine's clock: a shift of the one clock makes nobody forget what was applied.
      const [fresh] = await tx.query(REMEMBER, [...id, systemClock.now()]);
      if (!fresh) return;
      await effect(parsed, tx, found);
      outcome = 'applied';
      if (tryOut) throw new RolledBack();
    });
  }).catch((error: unknown) => {
    if (!(error instanceof RolledBack)) throw error;
  });
  return { outcome, event };
};

/** Continues the trace of whoever caused the fact. */
const inSpan = async (
  name: string,
  topic: string,
  traceparent: string | undefined,
  work: () => Promise<void>,
): Promise<void> => {
  const parent = propagation.extract(context.active(), { traceparent });
  const span = trace
    .getTracer('creneau')
    .startSpan(name, { kind: SpanKind.CONSUMER, attributes: { 'messaging.destination.name': topic } }, parent);
  try {
    await context.with(trace.setSpan(parent, span), work);
  } catch (error) {
    if (!(error instanceof RolledBack)) span.setStatus({ code: SpanStatusCode.ERROR });
    throw error;
  } finally {
    span.end();
  }
};
