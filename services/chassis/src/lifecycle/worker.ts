import { setTimeout as sleep } from 'node:timers/promises';
import type { Logger } from 'pino';
import { Counter } from 'prom-client';
import type { Life } from './life';

const failures = new Counter({
  name: 'creneau_worker_failures_total',
  help: 'Rounds of a background worker that failed',
  labelNames: ['worker'],
});

export interface Worker {
  /** Starts the next round now instead of after the pause. False when one runs: the next follows it at once. */
  nudge(): boolean;
}

interface WorkerOptions {
  life: Life;
  log: Logger;
  name: string;
  /** Pause between two rounds. A round that says it did work is followed by the next at once. */
  everyMs: number;
  /** After a nudge that ends a pause, how long to wait for others that may follow it, so that one round serves them all. */
  gatherMs?: number;
  /** One round; `true` when there may be more to do right away. A long one asks whether it shall end before its work is done. */
  round: (isStopping: () => boolean) => Promise<unknown>;
}

/** A loop whose rounds never overlap, that survives failing rounds, and that stops after the current one. */
export const startWorker = ({ life, log, name, everyMs, gatherMs = 0, round }: WorkerOptions): Worker => {
  let stopped = false;
  let wake: () => void = () => undefined;
  let nudged = false;
  let resting = false;

  const pause = (): Promise<void> =>
    new Promise((resolve) => {
      const timer = setTimeout(done, everyMs);
      function done(): void {
        clearTimeout(timer);
        resting = false;
        wake = () => undefined;
        resolve();
      }
      resting = true;
      wake = done;
    });

  const loop = async (): Promise<void> => {
    while (!stopped) {
      nudged = false;
      let again = false;
      try {
        again = (await round(() => stopped)) === true;
      } catch (error) {
        failures.inc({ worker: name });
        log.error({ err: error, worker: name }, 'a round failed');
      }
      if (!again && !nudged && !stopped) await pause();
      if (nudged && !again && !stopped && gatherMs > 0) await sleep(gatherMs);
    }
  };
  const running = loop();
  life.onStop(`worker ${name}`, async () => {
    stopped = true;
    wake();
    await running;
  });
  return {
    nudge: () => {
      const rested = resting;
      nudged = true;
      wake();
      return rested;
    },
  };
};
