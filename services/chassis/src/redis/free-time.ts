import type { Redis } from 'ioredis';
import type { Logger } from 'pino';

/** Channel on which scheduling says, after commit, of which office the free time changed: the message is its id. */
export const FREE_TIME_CHANNEL = 'creneau:free-time';

export type FreeTimeChanged = (officeId: string) => void;

/** A message may be lost: who remembers free time asks again each second. */
export const tellFreeTime =
  (redis: Redis, log: Logger): FreeTimeChanged =>
  (officeId) => {
    redis
      .publish(FREE_TIME_CHANNEL, officeId)
      .catch((error: unknown) => log.warn({ err: error }, 'a change of free time was not told'));
  };
