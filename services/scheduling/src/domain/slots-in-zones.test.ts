import fc from 'fast-check';
import { freeSlots, type Period, type PlanningDay, type Span, slotAt, slotsOf } from './planning-day';

/** Zones with all there is to clocks: none, an hour, half an hour, in the night, at midnight, and quarters off the hour. */
const ZONES = [
  'Europe/Paris',
  'America/Martinique',
  'Indian/Reunion',
  'America/Miquelon',
  'Pacific/Tahiti',
  'America/New_York',
  'America/St_Johns',
  'America/Havana',
  'America/Santiago',
  'America/Nuuk',
  'Africa/Cairo',
  'Asia/Beirut',
  'Australia/Lord_Howe',
  'Pacific/Chatham',
  'Pacific/Apia',
];

const findChanges = (tz: string): string[] => {
  const days: string[] = [];
  let at = Temporal.PlainDate.from('2027-01-01').toZonedDateTime(tz).getTimeZoneTransition('next');
  for (; at && at.year === 2027; at = at.getTimeZoneTransition('next')) {
    // A change at midnight is the end of one day and the start of the next.
    days.push(at.subtract({ minutes: 1 }).toPlainDate().toString(), at.toPlainDate().toString());
  }
  return days;
};

const CHANGES = new Map(ZONES.map((tz) => [tz, findChanges(tz)]));
const changesOf = (tz: string): string[] => CHANGES.get(tz) ?? [];

test('both days of 2027 on which clocks change are among those tried', () => {
  expect(changesOf('Europe/Paris')).toEqual(expect.arrayContaining(['2027-03-28', '2027-10-31']));
  expect(changesOf('Australia/Lord_Howe')).toHaveLength(4);
  expect(changesOf('America/Havana')).toHaveLength(4);
});

const zoneAndDay = fc.constantFrom(...ZONES).chain((tz) => {
  const any = fc.nat(364).map((n) => Temporal.PlainDate.from('2027-01-01').add({ days: n }).toString());
  const changes = changesOf(tz);
  const day = changes.length > 0 ? fc.oneof(any, { arbitrary: fc.constantFrom(...changes), weight: 3 }) : any;
  return fc.record({ tz: fc.constant(tz), day });
});
const periods = fc
  .uniqueArray(fc.nat(1_439), { minLength: 2, maxLength: 4 })
  .map((minutes) => [...minutes].sort((a, b) => a - b))
  .chain(([a = 0, b = 0, c, d]): fc.Arbitrary<Period[]> => {
    if (c === undefined || d === undefined) return fc.constant([[a, b]]);
    // Half-days with a pause, without one, or one alone.
    return fc.constantFrom<Period[]>(
      [
        [a, b],
        [c, d],
      ],
      [
        [a, b],
        [b, d],
      ],
      [[c, d]],
    );
  });
const planningDay = fc.tuple(zoneAndDay, periods, fc.integer({ min: 5, max: 240 })).map(
  ([{ tz, day }, worked, visitMinutes]): PlanningDay => ({
    tz,
    day: Temporal.PlainDate.from(day),
    visitMinutes,
    periods: worked,
  }),
);

/** A stretch of the day in which the offset from UTC stays. */
interface Stretch {
  fromS: number;
  toS: number;
  offsetS: number;
}

const stretchesOf = ({ tz, day }: PlanningDay): Stretch[] => {
  const endS = day.add({ days: 1 }).toZonedDateTime(tz).epochMilliseconds / 1000;
  const stretches: Stretch[] = [];
  let at: Temporal.ZonedDateTime | null = day.toZonedDateTime(tz);
  while (at && at.epochMilliseconds / 1000 < endS) {
    const next: Temporal.ZonedDateTime | null = at.getTimeZoneTransition('next');
    const toS = Math.min(next ? next.epochMilliseconds / 1000 : endS, endS);
    stretches.push({ fromS: at.epochMilliseconds / 1000, toS, offsetS: at.offsetNanoseconds / 1e9 });
    at = next;
  }
  return stretches;
};

/**
 * The slots by another way: a half-day lasts from the first moment at which a clock on the wall shows its start or more, to
 * the last at which it shows less than its end, but never into the one before it.
 */
const expectedSlots = (planning: PlanningDay): Span[] => {
  const wallZeroS = Date.UTC(planning.day.year, planning.day.month - 1, planning.day.day) / 1000;
  const stretches = stretchesOf(planning);
  const lengthS = planning.visitMinutes * 60;
  const slots: Span[] = [];
  let busyToS = 0;
  for (const [start, end] of planning.periods) {
    const begins = stretches.flatMap(({ fromS, toS, offsetS }) => {
      const shownS = Math.max(fromS, wallZeroS + start * 60 - offsetS);
      return shownS < toS ? [shownS] : [];
    });
    const ends = stretches.flatMap(({ fromS, toS, offsetS }) => {
      const shownS = Math.min(toS, wallZeroS + end * 60 - offsetS);
      return shownS > fromS ? [shownS] : [];
    });
    const endS = Math.max(0, ...ends);
    for (let startS = Math.max(busyToS, Math.min(...begins)); startS + lengthS <= endS; startS += lengthS)
      slots.push({ startS, endS: startS + lengthS });
    busyToS = Math.max(busyToS, endS);
  }
  return slots;
};

const areApart = (ascending: readonly Span[]): boolean =>
  ascending.every((span, index) => span.endS <= (ascending[index + 1]?.startS ?? span.endS));
const touches = (busy: Span, slot: Span): boolean => busy.startS < slot.endS && slot.startS < busy.endS;

test('slots fill each half-day as the clocks on the wall show it, in any zone, on any day', () => {
  fc.assert(
    fc.property(planningDay, (planning) => {
      const slots = slotsOf(planning);
      expect(slots).toEqual(expectedSlots(planning));
      expect(areApart(slots)).toBe(true);
      const ends = [slots[0]?.startS, slots.at(-1)?.startS].filter((startS) => startS !== undefined);
      for (const startS of ends) {
        const local = Temporal.Instant.fromEpochMilliseconds(startS * 1000).toZonedDateTimeISO(planning.tz);
        expect(local.toPlainDate().toString()).toBe(planning.day.toString());
      }
    }),
    { numRuns: 400 },
  );
});

test('two half-days that meet in the hour that comes twice follow one another', () => {
  const planning: PlanningDay = {
    tz: 'Europe/Paris',
    day: Temporal.PlainDate.from('2027-10-31'),
    visitMinutes: 30,
    periods: [
      [120, 150],
      [150, 180],
    ],
  };
  const shown = slotsOf(planning).map(({ startS }) =>
    Temporal.Instant.fromEpochMilliseconds(startS * 1000)
      .toZonedDateTimeISO('Europe/Paris')
      .toString({ timeZoneName: 'never' }),
  );
  expect(shown).toEqual([
    '2027-10-31T02:00:00+02:00',
    '2027-10-31T02:30:00+02:00',
    '2027-10-31T02:00:00+01:00',
    '2027-10-31T02:30:00+01:00',
  ]);
});

test('a half-day that ends when clocks go back to its end lasts until they show it first', () => {
  const evening: PlanningDay = {
    tz: 'Africa/Cairo',
    day: Temporal.PlainDate.from('2027-10-28'),
    visitMinutes: 30,
    periods: [[22 * 60, 23 * 60]],
  };
  expect(slotsOf(evening)).toHaveLength(2);
  expect(slotsOf({ ...evening, periods: [[22 * 60, 23 * 60 + 30]] })).toHaveLength(5);
});

test('a day that a zone leaves out has none', () => {
  const skipped = { tz: 'Pacific/Apia', day: Temporal.PlainDate.from('2011-12-30'), visitMinutes: 15 };
  expect(slotsOf({ ...skipped, periods: [[540, 720]] })).toEqual([]);
});

test('what is claimed or blocked takes exactly the slots it touches, and what is offered can be claimed in any order', () => {
  const busySpans = fc.array(fc.tuple(fc.integer({ min: -120, max: 1_500 }), fc.integer({ min: 1, max: 600 })), {
    maxLength: 6,
  });
  fc.assert(
    fc.property(planningDay, busySpans, fc.array(fc.nat(), { maxLength: 12 }), (planning, spans, picks) => {
      const midnightS = planning.day.toZonedDateTime(planning.tz).epochMilliseconds / 1000;
      const blocks = spans.map(([from, minutes]) => ({
        startS: midnightS + from * 60,
        endS: midnightS + (from + minutes) * 60,
      }));
      const claims: Span[] = [];
      for (const pick of picks) {
        const offered = freeSlots(planning, [...blocks, ...claims], 0);
        const slot = offered[pick % Math.max(1, offered.length)];
        if (!slot) break;
        // A claim finds the slot by its start alone, as a request names it.
        expect(slotAt(planning, slot.startS)).toEqual(slot);
        claims.push(slot);
      }
      expect(areApart([...claims].sort((a, b) => a.startS - b.startS))).toBe(true);
      expect(claims.some((claim) => blocks.some((block) => touches(block, claim)))).toBe(false);
      const left = freeSlots(planning, [...blocks, ...claims], 0);
      const untouched = slotsOf(planning).filter((slot) => ![...blocks, ...claims].some((busy) => touches(busy, slot)));
      expect(left).toEqual(untouched);
    }),
    { numRuns: 100 },
  );
});
