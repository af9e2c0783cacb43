import { Health, onceWell } from './health';

const running = () => {
  const health = new Health();
  health.started();
  return health;
};
const fail = () => {
  throw new Error('away');
};

describe('health', () => {
  test('tells what serving needs from what else stands still', async () => {
    const health = running();
    health.check('postgres', () => undefined);
    health.check('consumer', fail, 'complete');
    expect(await health.faults()).toEqual({ serving: {}, complete: { consumer: 'away' } });
  });

  test('is not ready before the start and while stopping, whatever the checks say', async () => {
    const health = new Health();
    expect(await health.faults()).toEqual({ serving: { process: 'starting' }, complete: {} });
    health.started();
    expect(await health.faults()).toEqual({ serving: {}, complete: {} });
    health.stopping();
    expect(await health.faults()).toEqual({ serving: { process: 'stopping' }, complete: {} });
  });

  test('asks its checks once for all who want to know within a second', async () => {
    jest.useFakeTimers();
    try {
      let asked = 0;
      const health = running();
      health.check('counted', () => {
        asked += 1;
      });
      await Promise.all([health.faults(), health.faults(), health.faults()]);
      await health.faults();
      expect(asked).toBe(1);
      jest.advanceTimersByTime(1_001);
      await health.faults();
      expect(asked).toBe(2);
    } finally {
      jest.useRealTimers();
    }
  });

  test('may need something to begin with, and not afterwards', async () => {
    let away = true;
    const check = onceWell(() => (away ? fail() : undefined));
    await expect(check()).rejects.toThrow('away');
    away = false;
    await check();
    away = true;
    await expect(check()).resolves.toBeUndefined();
  });
});
