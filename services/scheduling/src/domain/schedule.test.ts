import { effectiveFrom, localDate, minutesOf, windowEnd } from './schedule';

test('hh:mm is read strictly', () => {
  expect(minutesOf('09:15')).toBe(555);
  for (const wrong of ['9:00', '9', '24:00', '09:60', '09:00:00', ''])
    expect(() => minutesOf(wrong)).toThrow(RangeError);
});

test('new hours hold from the day after the horizon', () => {
  const through = windowEnd(Temporal.PlainDate.from('2026-11-24'), 90);
  expect(effectiveFrom(through).toString()).toBe('2027-02-23');
});

test('today is the office’s own', () => {
  const at = Temporal.Instant.from('2026-12-31T23:30:00Z');
  expect(localDate(at, 'Europe/Paris').toString()).toBe('2027-01-01');
  expect(localDate(at, 'America/Martinique').toString()).toBe('2026-12-31');
});
