import fc from 'fast-check';
import { pace } from './smtp-mailer';

test('the rate of mails is kept in the shortest slices of whole mails that last 50 ms', () => {
  expect(pace(1)).toEqual({ rateLimit: 1, rateDelta: 1_000 });
  expect(pace(20)).toEqual({ rateLimit: 1, rateDelta: 50 });
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 10_000 }), (perSecond) => {
      const { rateLimit, rateDelta } = pace(perSecond);
      expect((1_000 * rateLimit) / rateDelta).toBeCloseTo(perSecond);
      expect(rateDelta).toBeGreaterThanOrEqual(50);
      expect((1_000 * (rateLimit - 1)) / perSecond).toBeLessThan(50);
    }),
  );
});
