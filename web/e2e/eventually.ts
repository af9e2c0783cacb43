import { setTimeout as pause } from 'node:timers/promises';

/** Asks again until the answer is there; what was last wrong is the error once `withinMs` have passed. */
export const eventually = async <T>(ask: () => Promise<T>, withinMs = 15_000): Promise<T> => {
  const end = Date.now() + withinMs;
  for (;;) {
    try {
      return await ask();
    } catch (error) {
      if (Date.now() > end) throw error;
      await pause(100);
    }
  }
};
