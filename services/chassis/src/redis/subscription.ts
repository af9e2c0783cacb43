import { Redis } from 'ioredis';
import type { Logger } from 'pino';
import type { Life } from '../lifecycle/life';

interface SubscriptionOptions {
  life: Life;
  log: Logger;
  url: string;
  channels: readonly string[];
  heard(channel: string, message: string): void;
  /** Redis is away: from here on messages may be lost. */
  lost(): void;
  /** Messages arrive, from this moment on: at first, and again after each loss. */
  restored(): void;
}

/** A connection that only listens. It subscribes as soon as Redis is there, and again after each loss. */
export const openSubscription = async (options: SubscriptionOptions): Promise<void> => {
  const { life, log, url, channels } = options;
  await life.open(
    'redis subscription',
    () => {
      const subscriber = new Redis(url, {
        maxRetriesPerRequest: null,
        retryStrategy: (attempt) => Math.min(attempt * 100, 1_000),
        // Subscribing again is done below, so that it is known when it is done.
        autoResubscribe: false,
      });
      subscriber.on('message', options.heard);
      subscriber.on('error', (error) => log.warn({ err: error }, 'redis subscription'));
      subscriber.on('close', options.lost);
      subscriber.on('ready', () => {
        subscriber
          .subscribe(...channels)
          .then(options.restored)
          .catch((error: unknown) => log.warn({ err: error }, 'redis subscription'));
      });
      return subscriber;
    },
    (subscriber) => subscriber.disconnect(),
  );
};
