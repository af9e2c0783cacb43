import { performance } from 'node:perf_hooks';
import type { Life } from './life';

const EVERY_MS = 15_000;
/** The share of its time in which a quiet process does anything. */
const QUIET = 0.05;
/** The collection stops the process for a fifth of a second: it has to be worth it. */
const WORTH_BYTES = 32 * 1_048_576;

/**
 * Has a quiet process give back what its start or a rush left. V8 collects as memory is asked for, so what is idle keeps its
 * garbage, and the room it was made in, for hours. Needs Node's `--expose-gc`.
 */
export const giveBackMemory = (life: Pick<Life, 'onStop'>, everyMs = EVERY_MS): void => {
  const { gc } = globalThis;
  if (!gc) return;
  let before = performance.eventLoopUtilization();
  let least = 0;
  const timer = setInterval(() => {
    const now = performance.eventLoopUtilization();
    const { utilization } = performance.eventLoopUtilization(now, before);
    before = now;
    const used = process.memoryUsage.rss();
    // Pages go back some time after the collection.
    least = Math.min(least, used);
    if (utilization > QUIET || used - least < WORTH_BYTES) return;
    // Any other leaves the pages with the process.
    gc({ type: 'major', execution: 'sync', flavor: 'last-resort' });
    least = process.memoryUsage.rss();
  }, everyMs);
  life.onStop('memory', () => clearInterval(timer));
};
