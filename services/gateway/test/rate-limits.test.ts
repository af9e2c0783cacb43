import { createLogger, Life, openRedis } from '@creneau/chassis';
import { eventually, freePort } from '@creneau/chassis/testing';
import { createRateLimit } from '../src/limits/rate-limits';

const log = createLogger('test', 'silent');
const life = new Life(log);
afterAll(() => life.stop());

test('while Redis is away each replica counts for itself, and nobody waits for it', async () => {
  const redis = await openRedis(life, log, `redis://localhost:${await freePort()}`);
  await eventually(() => expect(redis.status).toBe('reconnecting'));
  const limit = createRateLimit(redis, log, { name: 'test', points: 20, seconds: 60 });
  const began = performance.now();
  for (let act = 0; act < 20; act += 1) await limit('somebody');
  await expect(limit('somebody')).rejects.toMatchObject({ kind: 'limited', code: 'too_many_requests' });
  await limit('somebody else');
  // One pause between two attempts to connect is up to a second.
  expect(performance.now() - began).toBeLessThan(1_000);
});
