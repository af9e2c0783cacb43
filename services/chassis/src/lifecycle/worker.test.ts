import { setTimeout as sleep } from 'node:timers/promises';
import { pino } from 'pino';
import { eventually } from '../testing/eventually';
import { Life } from './life';
import { startWorker } from './worker';

const log = pino({ level: 'silent' });

describe('a worker', () => {
  test('never overlaps its rounds, survives a failing one, and ends with its life', async () => {
    const life = new Life(log);
    let running = 0;
    let most = 0;
    let rounds = 0;
    startWorker({
      life,
      log,
      name: 'test',
      everyMs: 1,
      round: async () => {
        rounds += 1;
        running += 1;
        most = Math.max(most, running);
        await sleep(2);
        running -= 1;
        if (rounds === 2) throw new Error('once');
      },
    });
    await eventually(() => expect(rounds).toBeGreaterThan(3));
    await life.stop();
    const atStop = rounds;
    await sleep(20);
    expect(most).toBe(1);
    expect(rounds).toBe(atStop);
  });

  test('lets a long round know that its life ends', async () => {
    const life = new Life(log);
    let asked = 0;
    const round = async (isStopping: () => boolean): Promise<void> => {
      for (; !isStopping(); asked += 1) await sleep(1);
    };
    startWorker({ life, log, name: 'test', everyMs: 60_000, round });
    await eventually(() => expect(asked).toBeGreaterThan(2));
    await life.stop();
  });

  test('goes on at once while there is more to do, and when nudged', async () => {
    const life = new Life(log);
    let rounds = 0;
    const worker = startWorker({ life, log, name: 'test', everyMs: 60_000, round: async () => ++rounds < 3 });
    await eventually(() => expect(rounds).toBe(3));
    worker.nudge();
    await eventually(() => expect(rounds).toBe(4));
    await life.stop();
  });
});
