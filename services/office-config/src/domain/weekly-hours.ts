import type { Fault } from './fault';

/** One worked half-day, local time, strictly hh:mm. */
export interface Period {
  start: string;
  end: string;
}

/** B17. A half-day left out is not worked. */
export interface DayHours {
  /** ISO 8601: 1 = Monday … 7 = Sunday. */
  weekday: number;
  morning?: Period | undefined;
  afternoon?: Period | undefined;
}

const TIME = /^([01]\d|2[0-3]):([0-5]\d)$/;

/** "09:15" → 555; undefined for anything but hh:mm. */
export const minutesOf = (time: string): number | undefined => {
  const match = TIME.exec(time);
  return match ? Number(match[1]) * 60 + Number(match[2]) : undefined;
};

/** The worked days in the order of the week; a day without any worked half-day is left out. */
export const workedDays = (hours: readonly DayHours[]): DayHours[] =>
  hours
    .map(({ weekday, morning, afternoon }) => ({ weekday, morning: worked(morning), afternoon: worked(afternoon) }))
    .filter((day) => day.morning || day.afternoon)
    .sort((a, b) => a.weekday - b.weekday);

/**
 * Everything wrong with a week's hours. A half-day that is no multiple of the visit is right: it offers no partial slot.
 * `visitMinutes` is undefined when the length itself is at fault.
 */
export const faultsOfHours = (hours: readonly DayHours[], visitMinutes: number | undefined): Fault[] => {
  const seen = new Set<number>();
  const faults: Fault[] = [];
  for (const [index, day] of hours.entries()) {
    const field = `weeklyHours[${index}]`;
    if (!Number.isInteger(day.weekday) || day.weekday < 1 || day.weekday > 7)
      faults.push({ field: `${field}.weekday`, rule: 'weekday', message: 'must be 1 (Monday) to 7 (Sunday)' });
    else if (seen.has(day.weekday))
      faults.push({ field: `${field}.weekday`, rule: 'weekday_twice', message: 'this weekday stands twice' });
    seen.add(day.weekday);
    faults.push(...faultsOfDay(field, day, visitMinutes));
  }
  if (faults.some((fault) => fault.rule === 'half_day_too_short'))
    faults.push({
      field: 'visitMinutes',
      rule: 'longer_than_half_day',
      message: 'a visit must not be longer than any worked half-day',
    });
  return faults;
};

const faultsOfDay = (field: string, day: DayHours, visitMinutes: number | undefined): Fault[] => {
  const morning = readPeriod(`${field}.morning`, worked(day.morning), visitMinutes);
  const afternoon = readPeriod(`${field}.afternoon`, worked(day.afternoon), visitMinutes);
  const faults = [...morning.faults, ...afternoon.faults];
  if (morning.span && afternoon.span && morning.span.end > afternoon.span.start)
    faults.push({
      field: `${field}.afternoon.start`,
      rule: 'half_days_overlap',
      message: 'the afternoon must not begin before the morning has ended',
    });
  return faults;
};

interface ReadPeriod {
  faults: Fault[];
  /** Minutes since midnight, when both times can be read and are in order. */
  span?: { start: number; end: number };
}

const readPeriod = (field: string, period: Period | undefined, visitMinutes: number | undefined): ReadPeriod => {
  if (!period) return { faults: [] };
  const start = minutesOf(period.start);
  const end = minutesOf(period.end);
  const faults: Fault[] = [];
  for (const [name, minutes] of [
    ['start', start],
    ['end', end],
  ] as const)
    if (minutes === undefined)
      faults.push({ field: `${field}.${name}`, rule: 'time_format', message: 'must be hh:mm, for instance 09:00' });
  if (start === undefined || end === undefined) return { faults };
  if (end <= start)
    return { faults: [{ field: `${field}.end`, rule: 'end_before_start', message: 'must be after the start' }] };
  if (visitMinutes !== undefined && end - start < visitMinutes)
    faults.push({
      field: `${field}.end`,
      rule: 'half_day_too_short',
      message: `the half-day is shorter than one visit of ${visitMinutes} minutes`,
    });
  return { faults, span: { start, end } };
};

/** A half-day whose two times were left blank is not worked. */
const worked = (period: Period | undefined): Period | undefined =>
  period && (period.start !== '' || period.end !== '') ? { start: period.start, end: period.end } : undefined;
