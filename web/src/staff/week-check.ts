import type { PlanningDay } from '../api/staff';
import { clockOf, type DayText, type InstantText, isoWeekday } from '../time/format';

export type HalfCheck = { start: InstantText; end: InstantText; count: number } | null;
export type DayCheck = { day: DayText; weekday: number; count: number; morning: HalfCheck; afternoon: HalfCheck };

/** As the settings say it: to the end of the last visit, not to its start. */
const half = (slots: PlanningDay['slots']): HalfCheck => {
  const [first, last] = [slots[0], slots.at(-1)];
  return first && last ? { start: first.startsAt, end: last.endsAt, count: slots.length } : null;
};

/** A week of the planning by weekday: how many slots, and where each half-day begins and ends. */
export const checkWeek = (days: readonly PlanningDay[], timeZone: string): DayCheck[] =>
  days.map(({ day, slots }) => {
    const morning = slots.filter((slot) => clockOf(slot.startsAt, timeZone).hour < 13);
    return {
      day,
      weekday: isoWeekday(day),
      count: slots.length,
      morning: half(morning),
      afternoon: half(slots.slice(morning.length)),
    };
  });
