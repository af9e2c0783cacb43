import type { Redis } from 'ioredis';
import type { Logger } from 'pino';

/** Channel on which owners say, after commit, that something of an office changed. */
export const LIVE_CHANNEL = 'creneau:live';

export interface LiveHint {
  area: 'identity' | 'office-config' | 'scheduling' | 'booking' | 'payment';
  officeId: string;
  /** The office's sequence in that area: a page refetches at this one or later. */
  sequence: number;
}

export type PublishHint = (hint: LiveHint) => void;

/** A hint may be lost: pages refetch each minute, and when they reconnect. */
export const createHintPublisher =
  (redis: Redis, log: Logger): PublishHint =>
  (hint) => {
    redis
      .publish(LIVE_CHANNEL, JSON.stringify(hint))
      .catch((error: unknown) => log.warn({ err: error }, 'a live hint was lost'));
  };

/** The hint that a message on {@link LIVE_CHANNEL} holds; undefined when it holds none. */
export const parseHint = (message: string): LiveHint | undefined => {
  try {
    const value: unknown = JSON.parse(message);
    return isHint(value) ? value : undefined;
  } catch {
    return undefined;
  }
};

const isHint = (value: unknown): value is LiveHint =>
  typeof value === 'object' && value !== null && 'officeId' in value && 'area' in value && 'sequence' in value;
