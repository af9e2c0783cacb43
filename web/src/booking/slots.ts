import { addDays, clockOf, type DayText, epochOf, type InstantText, isoWeekday, mondayOf } from '../time/format';

/** The free starts of one day, ascending. */
export type FreeDay = { day: DayText; starts: readonly InstantText[] };

export const firstFree = (days: readonly FreeDay[]): InstantText | undefined =>
  days.find((d) => d.starts.length > 0)?.starts[0];

/** The first day after `day` that has a free start. */
export const nextFreeDay = (days: readonly FreeDay[], day: DayText): DayText | undefined =>
  days.find((d) => d.day > day && d.starts.length > 0)?.day;

/** A day's starts before 13h, and from then on. */
export const halves = (
  starts: readonly InstantText[],
  timeZone: string,
): { morning: InstantText[]; afternoon: InstantText[] } => {
  const morning = starts.filter((start) => clockOf(start, timeZone).hour < 13);
  return { morning, afternoon: starts.slice(morning.length) };
};

/** The weekdays to draw: Monday to Friday, and whichever weekend day has ever a free start. */
export const shownWeekdays = (days: readonly FreeDay[]): number[] => {
  const open = new Set(days.filter((d) => d.starts.length > 0).map((d) => isoWeekday(d.day)));
  return [1, 2, 3, 4, 5, 6, 7].filter((weekday) => weekday <= 5 || open.has(weekday));
};

/** The days of the week that begins on a Monday, with what is free on each. */
export const weekOf = (days: readonly FreeDay[], monday: DayText, weekdays: readonly number[]): FreeDay[] => {
  const byDay = new Map(days.map((d) => [d.day, d.starts]));
  return weekdays.map((weekday) => {
    const day = addDays(monday, weekday - 1);
    return { day, starts: byDay.get(day) ?? [] };
  });
};

/** The Mondays that the planning covers. */
export const mondaysOf = (days: readonly FreeDay[]): DayText[] => [...new Set(days.map((d) => mondayOf(d.day)))];

/** Does the reader's own clock show another hour than the office's at this instant? */
export const elsewhere = (instant: InstantText, timeZone: string): boolean => {
  const here = new Date(epochOf(instant));
  const there = clockOf(instant, timeZone);
  return here.getHours() !== there.hour || here.getMinutes() !== there.minute;
};
