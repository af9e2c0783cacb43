import { setTimeout as sleep } from 'node:timers/promises';

/** Repeats an assertion until it passes; its last failure is thrown after `withinMs`. */
export const eventually = async <T>(assertion: () => Promise<T> | T, withinMs = 15_000): Promise<T> => {
  const end = Date.now() + withinMs;
  for (;;) {
    try {
      return await assertion();
    } catch (error) {
      if (Date.now() > end) throw error;
      await sleep(50);
    }
  }
};
