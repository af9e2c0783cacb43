/**
 * The rules of the weekly table (B17), as the form checks them while it is filled. The site checks them again on saving.
 */

/** A half-day as it is typed: both blank means that it is not worked. */
export type HalfDay = { start: string; end: string };
export type WorkingDay = { morning: HalfDay; afternoon: HalfDay };

export type HoursFault = 'missing' | 'form' | 'order' | 'short' | 'overlap';
/** Faults by dotted path from the table: `0.morning.start`. */
export type HoursFaults = Record<string, HoursFault>;

const strict = /^(?:[01]\d|2[0-3]):[0-5]\d$/;

/** Strictly `hh:mm`: `09:00`, never `9:00`, `9h` or `24:00`. */
export const isHhMm = (text: string): boolean => strict.test(text);

export const minutesOf = (hhmm: string): number => Number(hhmm.slice(0, 2)) * 60 + Number(hhmm.slice(3));

export const isBlank = (half: HalfDay): boolean => half.start.trim() === '' && half.end.trim() === '';

const halfFaults = (half: HalfDay, visitMinutes: number): Partial<Record<keyof HalfDay, HoursFault>> => {
  if (isBlank(half)) return {};
  const faults: Partial<Record<keyof HalfDay, HoursFault>> = {};
  for (const bound of ['start', 'end'] as const) {
    if (half[bound].trim() === '') faults[bound] = 'missing';
    else if (!isHhMm(half[bound].trim())) faults[bound] = 'form';
  }
  if (faults.start || faults.end) return faults;
  const length = minutesOf(half.end.trim()) - minutesOf(half.start.trim());
  if (length <= 0) return { end: 'order' };
  return visitMinutes > 0 && length < visitMinutes ? { end: 'short' } : {};
};

export const hoursFaults = (week: readonly WorkingDay[], visitMinutes: number): HoursFaults => {
  const faults: HoursFaults = {};
  week.forEach((day, index) => {
    for (const half of ['morning', 'afternoon'] as const) {
      for (const [bound, fault] of Object.entries(halfFaults(day[half], visitMinutes)))
        faults[`${index}.${half}.${bound}`] = fault;
    }
    const { morning, afternoon } = day;
    const readable = isHhMm(morning.end.trim()) && isHhMm(afternoon.start.trim());
    if (readable && minutesOf(afternoon.start.trim()) < minutesOf(morning.end.trim()))
      faults[`${index}.afternoon.start`] ??= 'overlap';
  });
  return faults;
};

/** How many whole visits a half-day holds; the rest of it offers no partial slot. */
export const slotsIn = (half: HalfDay, visitMinutes: number): number => {
  if (isBlank(half) || !isHhMm(half.start.trim()) || !isHhMm(half.end.trim()) || visitMinutes <= 0) return 0;
  return Math.max(0, Math.floor((minutesOf(half.end.trim()) - minutesOf(half.start.trim())) / visitMinutes));
};
