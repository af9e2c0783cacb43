import {
  addDays,
  dateText,
  dayHead,
  dayOf,
  dayText,
  epochOf,
  isoWeekday,
  momentText,
  mondayOf,
  timeText,
  wallTimeText,
  weekBounds,
  weekdayText,
} from './format';

const paris = 'Europe/Paris';

describe('times', () => {
  it.each([
    ['2027-01-12T09:00:00+01:00', '9h', '9am'],
    ['2027-01-12T09:05:00+01:00', '9h05', '9:05am'],
    ['2027-01-12T12:00:00+01:00', '12h', '12pm'],
    ['2027-01-12T16:15:00+01:00', '16h15', '4:15pm'],
    ['2027-01-12T18:00:00+01:00[Europe/Paris]', '18h', '6pm'],
    ['2027-01-12T00:30:00+01:00', '0h30', '12:30am'],
  ])('are written the way people say them: %s', (instant, fr, en) => {
    expect(timeText(instant, paris, 'fr')).toBe(fr);
    expect(timeText(instant, paris, 'en')).toBe(en);
  });

  it('are those of the office, wherever the reader is', () => {
    expect(timeText('2027-01-12T08:00:00Z', 'Indian/Reunion', 'fr')).toBe('12h');
    expect(timeText('2027-01-12T08:00:00Z', 'America/Martinique', 'fr')).toBe('4h');
  });

  it('follow the change of clocks', () => {
    expect(timeText('2027-03-28T00:30:00Z', paris, 'fr')).toBe('1h30');
    expect(timeText('2027-03-28T01:00:00Z', paris, 'fr')).toBe('3h');
  });

  it('are read from wall-clock hours too', () => {
    expect(wallTimeText('09:00', 'fr')).toBe('9h');
    expect(wallTimeText('14:30', 'en')).toBe('2:30pm');
  });
});

describe('days', () => {
  it('are written without a year when near', () => {
    expect(dayText('2027-01-12', 'fr', '2026-11-24')).toBe('mardi 12 janvier');
    expect(dayText('2027-01-12', 'en', '2026-11-24')).toBe('Tuesday 12 January');
  });

  it('bear their year when far', () => {
    expect(dayText('2026-01-13', 'fr', '2026-11-24')).toBe('mardi 13 janvier 2026');
  });

  it('say 1er for the first of the month, in French alone', () => {
    expect(dayText('2027-01-01', 'fr')).toBe('vendredi 1er janvier');
    expect(dayText('2027-01-11', 'fr')).toBe('lundi 11 janvier');
    expect(dateText('2027-01-01', 'fr')).toBe('1er janvier 2027');
    expect(dayText('2027-01-01', 'en')).toBe('Friday 1 January');
  });

  it('belong to the zone of the office', () => {
    expect(dayOf('2027-01-12T23:30:00Z', paris)).toBe('2027-01-13');
    expect(dayOf('2027-01-12T23:30:00Z', 'America/Cayenne')).toBe('2027-01-12');
    expect(dayOf(Date.parse('2027-01-12T23:30:00Z'), paris)).toBe('2027-01-13');
  });

  it('can be counted and placed in their week', () => {
    expect(addDays('2026-12-31', 1)).toBe('2027-01-01');
    expect(addDays('2027-03-28', 1)).toBe('2027-03-29');
    expect(isoWeekday('2027-01-17')).toBe(7);
    expect(mondayOf('2027-01-17')).toBe('2027-01-11');
    expect(mondayOf('2027-01-11')).toBe('2027-01-11');
    expect(weekdayText(1, 'fr')).toBe('lundi');
    expect(weekdayText(7, 'en')).toBe('Sunday');
    expect(dayHead('2027-01-12', 'fr')).toEqual({ weekday: 'mar.', date: '12 janv.' });
  });
});

it('names a moment in full', () => {
  expect(momentText('2027-01-12T09:15:00+01:00', paris, 'fr')).toBe('mardi 12 janvier à 9h15');
  expect(momentText('2027-01-12T09:15:00+01:00', paris, 'en')).toBe('Tuesday 12 January at 9:15am');
});

it('reads instants with a zone in brackets', () => {
  expect(epochOf('2027-01-12T09:15:00+01:00[Europe/Paris]')).toBe(Date.parse('2027-01-12T08:15:00Z'));
});

it('says the month of a week once where it is the same', () => {
  expect(weekBounds('2026-11-23', 'fr')).toEqual({ from: '23', to: '29 novembre' });
  expect(weekBounds('2026-11-30', 'fr')).toEqual({ from: '30 novembre', to: '6 décembre' });
  expect(weekBounds('2027-02-01', 'fr')).toEqual({ from: '1er', to: '7 février' });
  expect(weekBounds('2026-11-23', 'en')).toEqual({ from: '23', to: '29 November' });
});
