import { unavailable } from '@creneau/chassis';
import AsyncLock from 'async-lock';
import type { OfficeQueue } from './use-cases/ports';

const MAX_WAIT_MS = 4_000;
const MAX_WAITING = 5_000;

/**
 * One at a time per office within this process. Waiters hold no connection, so that a hot office leaves the pool to the
 * others; between processes the row lock orders them. Throws `unavailable` (office_busy) after four seconds.
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
      throw unavailable('office_busy', 'Too many people are booking here right now.', { cause: error });
    }
  };
};
