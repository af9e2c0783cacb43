import { checkWeek } from './week-check';

const at = (time: string) => `2027-01-12T${time}:00+01:00`;
const slot = (start: string, end: string) => ({ startsAt: at(start), endsAt: at(end), state: 'free' as const });

it('sums a day up by its halves, each to the end of its last visit, as the settings say it', () => {
  const [tuesday] = checkWeek(
    [
      {
        day: '2027-01-12',
        visitMinutes: 15,
        slots: [slot('09:00', '09:15'), slot('11:45', '12:00'), slot('14:00', '14:15'), slot('17:45', '18:00')],
      },
    ],
    'Europe/Paris',
  );
  expect(tuesday).toEqual({
    day: '2027-01-12',
    weekday: 2,
    count: 4,
    morning: { start: at('09:00'), end: at('12:00'), count: 2 },
    afternoon: { start: at('14:00'), end: at('18:00'), count: 2 },
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
