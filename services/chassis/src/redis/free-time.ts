import type { Redis } from 'ioredis';
import type { Logger } from 'pino';

/** Channel on which scheduling says, after commit, of which office the free time changed: the message is its id, or {@link EVERY_OFFICE}. */
export const FREE_TIME_CHANNEL = 'creneau:free-time';

/** In place of an id: the free time of any office may have changed. */
export const EVERY_OFFICE = '*';

export type FreeTimeChanged = (officeId: string) => void;

/** A message may be lost: who remembers free time asks again each second. */
export const tellFreeTime =
  (redis: Redis, log: Logger): FreeTimeChanged =>
  (officeId) => {
    redis
      .publish(FREE_TIME_CHANNEL, officeId)
      .catch((error: unknown) => log.warn({ err: error }, 'a change of free time was not told'));
  };
