import type { IHeaders } from 'kafkajs';
import { AppError } from '../errors/app-error';

/** A message of an events.proto, as ts-proto generates it. */
export interface EventType<T> {
  readonly $type: string;
  fromJSON(json: unknown): T;
  toJSON(message: T): unknown;
}

/** A fact as its consumers get it (CloudEvents 1.0, Kafka binding, binary mode). */
export interface Event<T = unknown> {
  id: string;
  type: string;
  /** Office id; for identity's events the person's. */
  key: string;
  /** Grows by one with every event of this key in this topic. */
  sequence: number;
  occurredAt: Temporal.Instant;
  data: T;
}

export interface Envelope {
  id: string;
  source: string;
  type: string;
  sequence: number;
  occurredAt: Temporal.Instant;
  traceparent: string | null;
}

const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

export const toHeaders = (envelope: Envelope): IHeaders => ({
  ce_specversion: '1.0',
  ce_id: envelope.id,
  ce_source: envelope.source,
  ce_type: envelope.type,
  ce_time: envelope.occurredAt.toString(),
  ce_sequence: String(envelope.sequence),
  ...(envelope.traceparent ? { ce_traceparent: envelope.traceparent } : {}),
  'content-type': 'application/json',
});

/** Reads an event's envelope and its JSON. Throws `invalid` when it is none, which is permanent. */
export const parseEvent = (key: Buffer | null, value: Buffer | null, headers: IHeaders | undefined): Event => {
  const header = (name: string): string => headers?.[name]?.toString() ?? '';
  try {
    const id = header('ce_id');
    const type = header('ce_type');
    if (!key || !value || !type) throw new Error('key, value and ce_type are needed');
    if (!UUID.test(id)) throw new Error('ce_id must be a UUID');
    return {
      id,
      type,
      key: key.toString(),
      sequence: Number(header('ce_sequence')),
      occurredAt: Temporal.Instant.from(header('ce_time')),
      data: JSON.parse(value.toString()),
    };
  } catch (cause) {
    throw new AppError('invalid', 'malformed_event', `This is no event: ${String(cause)}`, { cause });
  }
};
