import { AppError, type Logger } from '@creneau/chassis';
import type { Redis } from 'ioredis';
import { type RateLimiterAbstract, RateLimiterMemory, RateLimiterRedis, RateLimiterRes } from 'rate-limiter-flexible';

/** Counts one act of a caller. Throws `limited` (too_many_requests) with the time to wait once there were too many. */
export type RateLimit = (caller: string) => Promise<void>;

interface LimitSettings {
  readonly name: string;
  readonly points: number;
  readonly seconds: number;
}

/**
 * A limit that all replicas share through Redis. While Redis is away each replica counts for itself: a limit then is
 * looser, but nobody is kept out, and nobody gets in without one.
 */
export const createRateLimit = (redis: Redis, log: Logger, { name, points, seconds }: LimitSettings): RateLimit => {
  const own = { keyPrefix: `creneau:limit:${name}`, points, duration: seconds };
  const limiter: RateLimiterAbstract = new RateLimiterRedis({
    ...own,
    storeClient: redis,
    // Nobody waits for a connection that is not there.
    rejectIfRedisNotReady: true,
    insuranceLimiter: new RateLimiterMemory(own),
  });
  return async (caller) => {
    try {
      await limiter.consume(caller);
    } catch (refusal) {
      if (!(refusal instanceof RateLimiterRes)) {
        log.warn({ err: refusal, limit: name }, 'a rate limit could not be counted');
        return;
      }
      const retryAfterSeconds = String(Math.max(1, Math.ceil(refusal.msBeforeNext / 1000)));
      throw new AppError('limited', 'too_many_requests', 'Too many requests.', { details: { retryAfterSeconds } });
    }
  };
};
