import type { Redis } from 'ioredis';
import type { Logger } from 'pino';
import type { Life } from '../lifecycle/life';
import { type KnownCurrent, openKnownCurrent } from './known-current';

/** Channel on which scheduling says, after commit, of which office the free time changed: the message is its id, or `EVERY_OFFICE`. */
const FREE_TIME_CHANNEL = 'creneau:free-time';

/** What nobody tells, such as a slot that begins, is remembered wrongly for so long at most. */
const TRUSTED_MS = 1_000;

export type FreeTimeChanged = (officeId: string) => void;

/** A message may be lost: who remembers free time asks again within a second. */
export const tellFreeTime =
  (redis: Redis, log: Logger): FreeTimeChanged =>
  (officeId) => {
    redis
      .publish(FREE_TIME_CHANNEL, officeId)
      .catch((error: unknown) => log.warn({ err: error }, 'a change of free time was not told'));
  };

/** Of which offices the free time stands as this process read it. */
export const openKnownFreeTime = (life: Life, log: Logger, redisUrl: string): Promise<KnownCurrent> =>
  openKnownCurrent({
    life,
    log,
    url: redisUrl,
    trustedMs: TRUSTED_MS,
    channel: FREE_TIME_CHANNEL,
    officeOf: (officeId) => officeId,
  });
