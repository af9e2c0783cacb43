import type { Logger } from 'pino';
import { Counter } from 'prom-client';
import type { Life } from './life';

const failures = new Counter({
  name: 'creneau_worker_failures_total',
  help: 'Rounds of a background worker that failed',
  labelNames: ['worker'],
});

export interface Worker {
  /** Starts the next round now instead of after the pause. */
  nudge(): void;
}

interface WorkerOptions {
  life: Life;
  log: Logger;
  name: string;
  /** Pause between two rounds. A round that says it did work is followed by the next at once. */
  everyMs: number;
  /** One round; `true` when there may be more to do right away. */
  round: () => Promise<unknown>;
}

/** A loop whose rounds never overlap, that survives failing rounds, and that stops after the current one. */
export const startWorker = ({ life, log, name, everyMs, round }: WorkerOptions): Worker => {
  let stopped = false;
  let wake: () => void = () => undefined;
  let nudged = false;

  const pause = (): Promise<void> =>
    new Promise((resolve) => {
      const timer = setTimeout(done, everyMs);
      function done(): void {
        clearTimeout(timer);
        wake = () => undefined;
        resolve();
      }
      wake = done;
    });

  const loop = async (): Promise<void> => {
    while (!stopped) {
      nudged = false;
      let again = false;
      try {
        again = (await round()) === true;
      } catch (error) {
        failures.inc({ worker: name });
        log.error({ err: error, worker: name }, 'a round failed');
      }
      if (!again && !nudged && !stopped) await pause();
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
      nudged = true;
      wake();
    },
  };
};
