import { AsyncResource } from 'node:async_hooks';
import AsyncLock from 'async-lock';
import { overloaded } from '../errors/app-error';

/** Runs work for an office after the work that came before it, within this process. */
export type OfficeQueue = <T>(officeId: string, work: () => Promise<T>) => Promise<T>;

interface OfficeQueueOptions {
  maxWaitMs: number;
  maxWaiting: number;
}

/**
 * One at a time per office. Waiters hold no connection, so that a hot office leaves the pool to the others; between processes
 * the store decides (a row lock, a unique id). Throws `limited` (office_busy) to whom would wait too long.
 */
export const createOfficeQueue = ({ maxWaitMs, maxWaiting }: OfficeQueueOptions): OfficeQueue => {
  const lock = new AsyncLock({ timeout: maxWaitMs, maxPending: maxWaiting });
  return async (officeId, work) => {
    let began = false;
    // The lock calls it from the work before, whose trace it would continue. (Node's own `bind` costs more than all the rest.)
    const own = new AsyncResource('OfficeQueue');
    try {
      return await lock.acquire(officeId, () => {
        began = true;
        return own.runInAsyncScope(work);
      });
    } catch (error) {
      if (began) throw error;
      throw overloaded('office_busy', { cause: error });
    }
  };
};
