import { unavailable } from '@creneau/chassis';
import AsyncLock from 'async-lock';

/** Runs work for an office after the work that came before it, within this process. */
export type OfficeQueue = <T>(officeId: string, work: () => Promise<T>) => Promise<T>;

const MAX_WAIT_MS = 8_000;
const MAX_WAITING = 1_000;

/**
 * Between processes the unique `_id` of the next entry decides; within one, waiting is cheaper than losing that race.
 * Throws `unavailable` (office_busy) to whom waited too long.
 */
export const createOfficeQueue = (): OfficeQueue => {
  const lock = new AsyncLock({ timeout: MAX_WAIT_MS, maxPending: MAX_WAITING });
  return async (officeId, work) => {
    let began = false;
    try {
      return await lock.acquire(officeId, () => {
        began = true;
        return work();
      });
    } catch (error) {
      if (began) throw error;
      throw unavailable('office_busy', 'Too much is being changed in this office right now.', { cause: error });
    }
  };
};
