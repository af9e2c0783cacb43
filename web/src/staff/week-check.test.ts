import { checkWeek } from './week-check';

const slot = (time: string) => ({ startsAt: `2027-01-12T${time}:00+01:00`, endsAt: '', state: 'free' as const });

it('sums a day up by its halves', () => {
  const [tuesday] = checkWeek(
    [{ day: '2027-01-12', visitMinutes: 15, slots: [slot('09:00'), slot('11:45'), slot('14:00'), slot('17:45')] }],
    'Europe/Paris',
  );
  expect(tuesday).toEqual({
    day: '2027-01-12',
    weekday: 2,
    count: 4,
    morning: { first: slot('09:00').startsAt, last: slot('11:45').startsAt, count: 2 },
    afternoon: { first: slot('14:00').startsAt, last: slot('17:45').startsAt, count: 2 },
  });
});

it('shows half-days that are not worked as such', () => {
  expect(checkWeek([{ day: '2027-01-17', visitMinutes: 15, slots: [] }], 'Europe/Paris')[0]).toMatchObject({
    weekday: 7,
    count: 0,
    morning: null,
    afternoon: null,
  });
});
