import fc from 'fast-check';
import { instantOf, instantText } from './instants';

/** Years that PostgreSQL writes with four digits, in nanoseconds. */
const [FIRST, LAST] = ['0001-01-03T00:00:00Z', '9999-12-29T00:00:00Z'].map(
  (text) => Temporal.Instant.from(text).epochNanoseconds,
) as [bigint, bigint];
const instants = fc
  .tuple(fc.bigInt(FIRST, LAST), fc.constantFrom(1_000_000_000n, 1_000_000n, 1_000n))
  .map(([nanoseconds, step]) => Temporal.Instant.fromEpochNanoseconds(nanoseconds - (nanoseconds % step)));
/** As PostgreSQL writes it: no trailing zeros, hours of the offset alone where they suffice. */
const written = (instant: Temporal.Instant, offset: string): string =>
  instant
    .toString({ timeZone: offset })
    .replace('T', ' ')
    .replace(/([+-]\d\d):00$/, '$1');

describe('an instant', () => {
  test('is read as PostgreSQL writes it, whatever its precision and its zone', () => {
    fc.assert(
      fc.property(instants, fc.constantFrom('+00:00', '+01:00', '-03:30'), (instant, offset) => {
        expect(instantOf(written(instant, offset)).equals(instant)).toBe(true);
      }),
    );
  });

  test('is written so that it is read back the same', () => {
    fc.assert(
      fc.property(instants, (instant) => {
        expect(Temporal.Instant.from(instantText(instant)).equals(instant)).toBe(true);
      }),
    );
  });
});
