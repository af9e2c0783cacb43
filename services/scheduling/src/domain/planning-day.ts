import { zoneDay } from './zone-day';

/** A half-open span [start, end) in seconds since 1970. */
export interface Span {
  startS: number;
  endS: number;
}

/** Worked time in minutes since local midnight: [start, end]. */
export type Period = readonly [startMinute: number, endMinute: number];

/** A day as it was generated: later settings do not change it. */
export interface PlanningDay {
  day: Temporal.PlainDate;
  tz: string;
  visitMinutes: number;
  periods: readonly Period[];
}

/**
 * Every slot of the day, ascending. A rest shorter than a visit offers none; across a change of clocks slots follow in real
 * time, and a half-day that would begin while the one before it still lasts, in an hour that comes twice, begins after it.
 */
export const slotsOf = (day: PlanningDay): Span[] => {
  const zone = zoneDay(day.tz, day.day);
  const lengthS = day.visitMinutes * 60;
  const slots: Span[] = [];
  let workedToS = Number.NEGATIVE_INFINITY;
  for (const [startMinute, endMinute] of day.periods) {
    const beginsS = Math.max(zone.startAt(startMinute), workedToS);
    const endS = zone.endAt(endMinute);
    workedToS = Math.max(endS, workedToS);
    for (let startS = beginsS; startS + lengthS <= endS; startS += lengthS) {
      slots.push({ startS, endS: startS + lengthS });
    }
  }
  return slots;
};

/** From midnight to midnight. */
export const wholeDay = ({ tz, day }: PlanningDay): Span => ({
  startS: zoneDay(tz, day).startAt(0),
  endS: zoneDay(tz, day.add({ days: 1 })).startAt(0),
});

/** The slots that no busy span touches and that start after `nowS`. `busy` in any order. */
export const freeSlots = (day: PlanningDay, busy: readonly Span[], nowS: number): Span[] => {
  const ascending = [...busy].sort((a, b) => a.startS - b.startS);
  return slotsOf(day).filter((slot) => slot.startS > nowS && !touches(ascending, slot));
};

/** The day's slot that starts at this instant, if there is one. */
export const slotAt = (day: PlanningDay, startS: number): Span | undefined =>
  slotsOf(day).find((slot) => slot.startS === startS);

export const overlaps = (a: Span, b: Span): boolean => a.startS < b.endS && b.startS < a.endS;

const touches = (ascending: readonly Span[], slot: Span): boolean => {
  for (const span of ascending) {
    if (span.startS >= slot.endS) return false;
    if (overlaps(span, slot)) return true;
  }
  return false;
};
