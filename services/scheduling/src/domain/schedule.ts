import type { Period } from './planning-day';

/** What days are generated from, one version of an office's settings. */
export interface GenerationSettings {
  version: number;
  tz: string;
  windowDays: number;
  visitMinutes: number;
  /** Seven lists, Monday first. */
  weeklyPeriods: readonly (readonly Period[])[];
}

/** An office's planning. */
export interface OfficeSchedule {
  officeId: string;
  tz: string;
  windowDays: number;
  settingsVersion: number;
  /** Null while the initial generation has not finished. */
  generatedThrough: Temporal.PlainDate | null;
  version: number;
}

/** Days kept behind today. */
export const KEPT_DAYS = 30;

/** The last day the window reaches: the office's local today + N. */
export const windowEnd = (localToday: Temporal.PlainDate, windowDays: number): Temporal.PlainDate =>
  localToday.add({ days: windowDays });

export const localDate = (at: Temporal.Instant, tz: string): Temporal.PlainDate =>
  at.toZonedDateTimeISO(tz).toPlainDate();

/** The first day that new hours hold: the one after the horizon, since slots already offered may be taken. */
export const effectiveFrom = (generatedThrough: Temporal.PlainDate): Temporal.PlainDate =>
  generatedThrough.add({ days: 1 });

/** "09:15" → 555. Throws a RangeError on anything but hh:mm. */
export const minutesOf = (time: string): number => {
  const match = /^([01]\d|2[0-3]):([0-5]\d)$/.exec(time);
  if (!match) throw new RangeError(`not hh:mm: ${time}`);
  return Number(match[1]) * 60 + Number(match[2]);
};
