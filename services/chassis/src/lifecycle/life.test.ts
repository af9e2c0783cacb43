import { pino } from 'pino';
import { Life } from './life';

const log = pino({ level: 'silent' });

describe('a life', () => {
  test('closes what it opened in reverse order', async () => {
    const closed: string[] = [];
    const life = new Life(log);
    await life.open(
      'first',
      () => 'first',
      (name) => closed.push(name),
    );
    await life.open(
      'second',
      async () => 'second',
      async (name) => closed.push(name),
    );
    await life.stop();
    expect(closed).toEqual(['second', 'first']);
  });

  test('closes what was open when a later opening failed', async () => {
    const closed: string[] = [];
    const life = new Life(log);
    await life.open(
      'pool',
      () => 'pool',
      (name) => closed.push(name),
    );
    await expect(
      life.open(
        'broken',
        () => Promise.reject(new Error('no')),
        () => closed.push('broken'),
      ),
    ).rejects.toThrow('no');
    await life.stop();
    expect(closed).toEqual(['pool']);
  });

  test('goes on past a closer that throws and one that hangs', async () => {
    const closed: string[] = [];
    const life = new Life(log, 20);
    life.onStop('good', () => void closed.push('good'));
    life.onStop('hangs', () => new Promise(() => undefined));
    life.onStop('throws', () => Promise.reject(new Error('no')));
    await life.stop();
    expect(closed).toEqual(['good']);
  });

  test('stops once, whoever asks again', async () => {
    let times = 0;
    const life = new Life(log);
    life.onStop('once', () => {
      times += 1;
    });
    await Promise.all([life.stop(), life.stop()]);
    expect(times).toBe(1);
  });
});
