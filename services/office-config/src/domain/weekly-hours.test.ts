import fc from 'fast-check';
import { type DayHours, faultsOfHours, minutesOf, workedDays } from './weekly-hours';

const time = (minutes: number): string =>
  `${String(Math.floor(minutes / 60)).padStart(2, '0')}:${String(minutes % 60).padStart(2, '0')}`;
const rules = (hours: DayHours[], visitMinutes = 15) =>
  faultsOfHours(hours, visitMinutes).map(({ field, rule }) => `${field} ${rule}`);
const monday = (change: Partial<DayHours>): DayHours => ({ weekday: 1, ...change });

describe('hh:mm', () => {
  test('is read strictly', () => {
    expect(minutesOf('09:15')).toBe(555);
    for (const wrong of ['9:00', '09:0', '9h00', '24:00', '12:60', '09:00:00', ' 09:00', '٠٩:٠٠', ''])
      expect(minutesOf(wrong)).toBeUndefined();
  });

  test('is every minute of the day and its inverse', () => {
    fc.assert(fc.property(fc.nat(1439), (minutes) => expect(minutesOf(time(minutes))).toBe(minutes)));
  });
});

describe('a week', () => {
  test.each<[string, DayHours[], string[]]>([
    [
      '9:00 for 09:00',
      [monday({ morning: { start: '9:00', end: '12:00' } })],
      ['weeklyHours[0].morning.start time_format'],
    ],
    ['an end left out', [monday({ morning: { start: '09:00', end: '' } })], ['weeklyHours[0].morning.end time_format']],
    [
      'an end before its start',
      [monday({ morning: { start: '12:00', end: '09:00' } })],
      ['weeklyHours[0].morning.end end_before_start'],
    ],
    [
      'an empty half-day',
      [monday({ afternoon: { start: '14:00', end: '14:00' } })],
      ['weeklyHours[0].afternoon.end end_before_start'],
    ],
    [
      'overlapping half-days',
      [monday({ morning: { start: '09:00', end: '14:30' }, afternoon: { start: '14:00', end: '18:00' } })],
      ['weeklyHours[0].afternoon.start half_days_overlap'],
    ],
    [
      'a morning after the afternoon',
      [monday({ morning: { start: '14:00', end: '18:00' }, afternoon: { start: '09:00', end: '12:00' } })],
      ['weeklyHours[0].afternoon.start half_days_overlap'],
    ],
    ['a day that is none', [{ weekday: 8 }], ['weeklyHours[0].weekday weekday']],
    ['a day that stands twice', [monday({}), monday({})], ['weeklyHours[1].weekday weekday_twice']],
    [
      'a half-day shorter than a visit',
      [monday({ morning: { start: '09:00', end: '09:10' } })],
      ['weeklyHours[0].morning.end half_day_too_short', 'visitMinutes longer_than_half_day'],
    ],
    [
      'all of them at once',
      [
        monday({ morning: { start: '9:00', end: '25:00' }, afternoon: { start: '18:00', end: '14:00' } }),
        { weekday: 0, morning: { start: '10:00', end: '10:05' } },
      ],
      [
        'weeklyHours[0].morning.start time_format',
        'weeklyHours[0].morning.end time_format',
        'weeklyHours[0].afternoon.end end_before_start',
        'weeklyHours[1].weekday weekday',
        'weeklyHours[1].morning.end half_day_too_short',
        'visitMinutes longer_than_half_day',
      ],
    ],
  ])('with %s is refused, field by field', (_, hours, expected) => {
    expect(rules(hours)).toEqual(expected);
  });

  test('may hold half-days that are no multiple of the visit', () => {
    expect(rules([monday({ morning: { start: '09:00', end: '09:50' } })], 20)).toEqual([]);
  });

  test('may let the afternoon follow the morning at once', () => {
    const touching = { morning: { start: '09:00', end: '13:00' }, afternoon: { start: '13:00', end: '17:00' } };
    expect(rules([monday(touching)])).toEqual([]);
  });

  test('leaves blank half-days and days out, and is put in order', () => {
    const blank = { start: '', end: '' };
    expect(
      workedDays([
        { weekday: 5, morning: { start: '09:00', end: '12:00' }, afternoon: blank },
        { weekday: 3, morning: blank, afternoon: blank },
        { weekday: 2, afternoon: { start: '14:00', end: '18:00' } },
        { weekday: 1 },
      ]),
    ).toEqual([
      { weekday: 2, morning: undefined, afternoon: { start: '14:00', end: '18:00' } },
      { weekday: 5, morning: { start: '09:00', end: '12:00' }, afternoon: undefined },
    ]);
  });

  const minute = fc.nat(1439);
  const period = fc.tuple(minute, minute);
  const day = fc.record({ morning: fc.option(period), afternoon: fc.option(period) });

  test('is accepted exactly when each half-day holds a visit and the morning ends before the afternoon', () => {
    fc.assert(
      fc.property(fc.array(day, { maxLength: 7 }), fc.integer({ min: 5, max: 240 }), (days, visitMinutes) => {
        const hours = days.map(
          ({ morning, afternoon }, index): DayHours => ({
            weekday: index + 1,
            morning: morning ? { start: time(morning[0]), end: time(morning[1]) } : undefined,
            afternoon: afternoon ? { start: time(afternoon[0]), end: time(afternoon[1]) } : undefined,
          }),
        );
        const right = days.every(
          ({ morning, afternoon }) =>
            [morning, afternoon].every((half) => !half || half[1] - half[0] >= visitMinutes) &&
            (!morning || !afternoon || morning[1] <= afternoon[0]),
        );
        expect(faultsOfHours(hours, visitMinutes).length === 0).toBe(right);
      }),
      { numRuns: 1_000 },
    );
  });

  test('with any text for a time never throws, and is refused unless the text is hh:mm', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        const faults = rules([monday({ morning: { start: text, end: '23:59' } })], 5);
        expect(faults.includes('weeklyHours[0].morning.start time_format')).toBe(
          !/^([01]\d|2[0-3]):[0-5]\d$/.test(text),
        );
      }),
    );
  });
});
