import { firstFree, halves, mondaysOf, nextFreeDay, shownWeekdays, weekOf } from './slots';

const paris = 'Europe/Paris';
const at = (day: string, time: string) => `${day}T${time}:00+01:00`;
const days = [
  { day: '2027-01-15', starts: [] },
  { day: '2027-01-16', starts: [at('2027-01-16', '09:00')] },
  { day: '2027-01-18', starts: [] },
  { day: '2027-01-19', starts: [at('2027-01-19', '11:45'), at('2027-01-19', '14:00')] },
];

it('finds the first free slot and the next free day', () => {
  expect(firstFree(days)).toBe('2027-01-16T09:00:00+01:00');
  expect(firstFree([])).toBeUndefined();
  expect(nextFreeDay(days, '2027-01-16')).toBe('2027-01-19');
  expect(nextFreeDay(days, '2027-01-19')).toBeUndefined();
});

it('parts a day into morning and afternoon in the office’s time', () => {
  const starts = [at('2027-01-19', '11:45'), at('2027-01-19', '12:45'), at('2027-01-19', '13:00')];
  expect(halves(starts, paris)).toEqual({ morning: starts.slice(0, 2), afternoon: starts.slice(2) });
  expect(halves(['2027-01-19T13:00:00Z'], 'America/Martinique').morning).toHaveLength(1);
});

it('draws the weekend only where it is worked', () => {
  expect(shownWeekdays(days)).toEqual([1, 2, 3, 4, 5, 6]);
  expect(shownWeekdays([])).toEqual([1, 2, 3, 4, 5]);
});

it('lays a week out, days without planning too', () => {
  expect(weekOf(days, '2027-01-18', [1, 2, 3])).toEqual([
    { day: '2027-01-18', starts: [] },
    { day: '2027-01-19', starts: days[3]?.starts },
    { day: '2027-01-20', starts: [] },
  ]);
  expect(mondaysOf(days)).toEqual(['2027-01-11', '2027-01-18']);
});
