import { Redis } from 'ioredis';
import type { Logger } from 'pino';
import type { Life } from '../lifecycle/life';

/** A connection that fails fast while Redis is away: nothing that must not be lost goes through it. */
export const openRedis = (life: Life, log: Logger, url: string): Promise<Redis> =>
  life.open(
    'redis',
    () => {
      const redis = new Redis(url, {
        maxRetriesPerRequest: 1,
        enableOfflineQueue: true,
        connectTimeout: 2_000,
        commandTimeout: 2_000,
        retryStrategy: (attempt) => Math.min(attempt * 100, 1_000),
      });
      redis.on('error', (error) => log.warn({ err: error }, 'redis'));
      return redis;
    },
    (redis) => redis.disconnect(),
  );
