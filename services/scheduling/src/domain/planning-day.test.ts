import fc from 'fast-check';
import { freeSlots, overlaps, type Period, type PlanningDay, type Span, slotsOf } from './planning-day';

const ZONES = ['Europe/Paris', 'America/Martinique', 'Indian/Reunion', 'America/Miquelon', 'Pacific/Tahiti'];
const CLOCKS_FORWARD = '2027-03-28';
const CLOCKS_BACK = '2027-10-31';

const aDay = (change: Partial<Omit<PlanningDay, 'day'>> & { day?: string } = {}): PlanningDay => ({
  tz: 'Europe/Paris',
  visitMinutes: 15,
  periods: [
    [540, 720],
    [840, 1080],
  ],
  ...change,
  day: Temporal.PlainDate.from(change.day ?? '2027-01-12'),
});

const localTime = (tz: string, seconds: number): string =>
  Temporal.Instant.fromEpochMilliseconds(seconds * 1000)
    .toZonedDateTimeISO(tz)
    .toPlainTime()
    .toString({ smallestUnit: 'minute' });

const periods = fc.tuple(fc.nat(719), fc.nat(719), fc.nat(719), fc.nat(719)).map(([a, b, c, d]): Period[] => [
  [Math.min(a, b), Math.max(a, b)],
  [720 + Math.min(c, d), 720 + Math.max(c, d)],
]);
const day = fc.record({
  tz: fc.constantFrom(...ZONES),
  visitMinutes: fc.integer({ min: 5, max: 240 }),
  periods,
  day: fc.oneof(
    fc.constantFrom(CLOCKS_FORWARD, CLOCKS_BACK),
    fc.integer({ min: 0, max: 700 }).map((n) => Temporal.PlainDate.from('2026-11-01').add({ days: n }).toString()),
  ),
});

describe('the slots of a day', () => {
  test('fill each half-day from its start', () => {
    const starts = slotsOf(aDay()).map((slot) => localTime('Europe/Paris', slot.startS));
    expect(starts).toHaveLength(28);
    expect(starts.slice(0, 3)).toEqual(['09:00', '09:15', '09:30']);
    expect(starts[11]).toBe('11:45');
    expect(starts[12]).toBe('14:00');
    expect(starts.at(-1)).toBe('17:45');
  });

  test('offer no partial slot where the half-day is no multiple of the visit', () => {
    const slots = slotsOf(aDay({ visitMinutes: 20, periods: [[540, 590]] }));
    expect(slots.map((slot) => localTime('Europe/Paris', slot.startS))).toEqual(['09:00', '09:20']);
  });

  test('are none on a day without work', () => {
    expect(slotsOf(aDay({ periods: [] }))).toEqual([]);
  });

  test('keep wall time on the days when clocks change during the night', () => {
    for (const date of [CLOCKS_FORWARD, CLOCKS_BACK]) {
      const [first] = slotsOf(aDay({ day: date }));
      expect(localTime('Europe/Paris', first?.startS ?? 0)).toBe('09:00');
    }
  });

  test('leave out the hour that the clocks skip', () => {
    const slots = slotsOf(aDay({ day: CLOCKS_FORWARD, visitMinutes: 30, periods: [[60, 240]] }));
    expect(slots.map((slot) => localTime('Europe/Paris', slot.startS))).toEqual(['01:00', '01:30', '03:00', '03:30']);
  });

  test('count the hour that comes twice both times', () => {
    const slots = slotsOf(aDay({ day: CLOCKS_BACK, visitMinutes: 60, periods: [[60, 240]] }));
    expect(slots.map((slot) => localTime('Europe/Paris', slot.startS))).toEqual(['01:00', '02:00', '02:00', '03:00']);
  });
});

describe('free slots', () => {
  const busySpan = fc
    .tuple(fc.integer({ min: -3_600, max: 90_000 }), fc.integer({ min: 60, max: 20_000 }))
    .map(([offset, length]) => ({ offset, length }));

  test('are exactly the slots after now that nothing busy touches, whatever the order of the busy spans', () => {
    fc.assert(
      fc.property(day, fc.array(busySpan, { maxLength: 8 }), fc.nat(90_000), (given, spans, nowOffset) => {
        const planning = { ...given, day: Temporal.PlainDate.from(given.day) };
        const midnightS = planning.day.toZonedDateTime(given.tz).epochMilliseconds / 1000;
        const busy: Span[] = spans.map(({ offset, length }) => ({
          startS: midnightS + offset,
          endS: midnightS + offset + length,
        }));
        const nowS = midnightS + nowOffset;
        const expected = slotsOf(planning).filter(
          (slot) => slot.startS > nowS && !busy.some((span) => overlaps(span, slot)),
        );
        expect(freeSlots(planning, busy, nowS)).toEqual(expected);
      }),
    );
  });

  test('touch a busy span at its edges without being taken by it', () => {
    const [first, second, third] = slotsOf(aDay());
    const free = freeSlots(aDay(), second ? [second] : [], 0);
    expect(free[0]).toEqual(first);
    expect(free[1]).toEqual(third);
  });
});
