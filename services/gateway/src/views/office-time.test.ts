import fc from 'fast-check';
import { officeInstant, officeInstants, utcInstant } from './office-time';

const ZONES = [
  'Europe/Paris',
  'Indian/Reunion',
  'America/Cayenne',
  'Pacific/Noumea',
  'Pacific/Marquesas',
  'America/Miquelon',
];
const epochSeconds = fc.integer({ min: 1_700_000_000, max: 2_000_000_000 });

const byTheBook = (seconds: number, zone: string): string => {
  const zoned = Temporal.Instant.fromEpochMilliseconds(seconds * 1000).toZonedDateTimeISO(zone);
  return zoned.toString({ timeZoneName: 'never', smallestUnit: 'second' });
};

describe("an instant in the office's time", () => {
  test('is written as Temporal would', () => {
    fc.assert(
      fc.property(epochSeconds, fc.constantFrom(...ZONES), (seconds, zone) => {
        const instant = Temporal.Instant.fromEpochMilliseconds(seconds * 1000);
        expect(officeInstant(instant, zone)).toBe(byTheBook(seconds, zone));
      }),
    );
  });

  test('has the right offset on both sides of a change of the clocks', () => {
    // Paris leaves summer time on 31 October 2027 at 01:00 UTC.
    const before = Temporal.Instant.from('2027-10-31T00:59:00Z').epochMilliseconds / 1000;
    const after = Temporal.Instant.from('2027-10-31T01:00:00Z').epochMilliseconds / 1000;
    expect(officeInstants([before, after], 'Europe/Paris')).toEqual([
      '2027-10-31T02:59:00+02:00',
      '2027-10-31T02:00:00+01:00',
    ]);
  });

  test('is the same for a whole day of starts as for each alone', () => {
    fc.assert(
      fc.property(epochSeconds, fc.constantFrom(...ZONES), (first, zone) => {
        const day = Array.from({ length: 90 }, (_, n) => first + n * 900);
        expect(officeInstants(day, zone)).toEqual(day.map((seconds) => byTheBook(seconds, zone)));
      }),
      { numRuns: 50 },
    );
  });

  test('is read back as the instant it was', () => {
    const instant = Temporal.Instant.from('2027-01-12T08:15:00Z');
    expect(Temporal.Instant.from(officeInstant(instant, 'Pacific/Marquesas')).equals(instant)).toBe(true);
    expect(utcInstant(instant)).toBe('2027-01-12T08:15:00Z');
  });

  test.each(ZONES)('is read back as it was, however long ago in %s', (zone) => {
    for (const text of [
      '0001-01-01T00:00:00Z',
      '1582-10-10T12:00:30Z',
      '1911-03-10T23:50:00Z',
      '9998-12-31T23:59:59Z',
    ]) {
      const written = officeInstant(Temporal.Instant.from(text), zone);
      expect(written).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d[+-]\d\d:\d\d$/);
      expect(Temporal.Instant.from(written).equals(Temporal.Instant.from(text))).toBe(true);
    }
  });

  test('is empty for a day without starts', () => {
    expect(officeInstants([], 'Europe/Paris')).toEqual([]);
  });
});
