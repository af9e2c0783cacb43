import { ProblemError } from '../api/problem';
import { newKey } from './draft';

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

/**
 * Books, and asks again under the same key while the site answers that it is at it: the key makes sure that nothing is
 * booked twice. A key that served for something else (an old tab) is replaced once.
 */
export const bookPersistently = async <T>(book: (key: string) => Promise<T>, key: string): Promise<T> => {
  let current = key;
  for (let round = 1; ; round++) {
    try {
      return await book(current);
    } catch (error) {
      if (!(error instanceof ProblemError) || round >= 4) throw error;
      if (error.code === 'key_reused') current = newKey();
      else if (error.code === 'in_progress' || error.transient) await pause(400 * round);
      else throw error;
    }
  }
};
