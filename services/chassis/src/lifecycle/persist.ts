import { setTimeout as sleep } from 'node:timers/promises';
import type { Logger } from 'pino';
import type { Life } from './life';

const PAUSE_MS = 1_000;

/**
 * Tries until it succeeds or the life ends, a second apart: for what a service can begin its work without, such as a broker
 * that is away. Answers undefined when the life ended first.
 */
export const persist = async <T>(
  life: Life,
  log: Logger,
  name: string,
  attempt: () => Promise<T>,
): Promise<T | undefined> => {
  while (!life.stopping) {
    try {
      return await attempt();
    } catch (error) {
      log.warn({ err: error, waitsFor: name }, 'not yet');
      await sleep(PAUSE_MS);
    }
  }
  return undefined;
};
