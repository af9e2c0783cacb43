import type { PlanningDay } from '../api/staff';
import { clockOf, type DayText, type InstantText, isoWeekday } from '../time/format';

export type HalfCheck = { first: InstantText; last: InstantText; count: number } | null;
export type DayCheck = { day: DayText; weekday: number; count: number; morning: HalfCheck; afternoon: HalfCheck };

const half = (starts: readonly InstantText[]): HalfCheck => {
  const first = starts[0];
  const last = starts.at(-1);
  return first && last ? { first, last, count: starts.length } : null;
};

/** A week of the planning by weekday: how many slots, and where each half-day begins and ends. */
export const checkWeek = (days: readonly PlanningDay[], timeZone: string): DayCheck[] =>
  days.map(({ day, slots }) => {
    const starts = slots.map((slot) => slot.startsAt);
    const morning = starts.filter((start) => clockOf(start, timeZone).hour < 13);
    return {
      day,
      weekday: isoWeekday(day),
      count: starts.length,
      morning: half(morning),
      afternoon: half(starts.slice(morning.length)),
    };
  });
