import type { Language } from '../i18n/i18n';

/** An instant as the API writes it: ISO 8601 with an offset, perhaps followed by a zone name in brackets. */
export type InstantText = string;
/** A day in the office's own calendar, `YYYY-MM-DD`. */
export type DayText = string;

const locales: Record<Language, string> = { fr: 'fr-FR', en: 'en-GB' };
const made = new Map<string, Intl.DateTimeFormat>();

const formatter = (locale: string, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat => {
  const key = locale + JSON.stringify(options);
  const known = made.get(key);
  if (known) return known;
  const fresh = new Intl.DateTimeFormat(locale, options);
  made.set(key, fresh);
  return fresh;
};

/** Milliseconds since 1970. */
export const epochOf = (instant: InstantText): number => Date.parse(instant.replace(/\[.*$/, ''));

/** The day an instant falls on in a time zone. */
export const dayOf = (instant: InstantText | number, timeZone: string): DayText => {
  const at = typeof instant === 'number' ? instant : epochOf(instant);
  const parts = formatter('en-CA', { timeZone, year: 'numeric', month: '2-digit', day: '2-digit' }).formatToParts(at);
  const part = (type: string) => parts.find((p) => p.type === type)?.value ?? '';
  return `${part('year')}-${part('month')}-${part('day')}`;
};

/** Hour and minute of an instant in a time zone. */
export const clockOf = (instant: InstantText | number, timeZone: string): { hour: number; minute: number } => {
  const at = typeof instant === 'number' ? instant : epochOf(instant);
  const parts = formatter('en-GB', { timeZone, hour: '2-digit', minute: '2-digit', hourCycle: 'h23' }).formatToParts(
    at,
  );
  const part = (type: string) => Number(parts.find((p) => p.type === type)?.value ?? 0);
  return { hour: part('hour'), minute: part('minute') };
};

/** `9h`, `16h15` in French; `9am`, `4:15pm` in English. */
export const timeText = (instant: InstantText | number, timeZone: string, language: Language): string => {
  const { hour, minute } = clockOf(instant, timeZone);
  const minutes = minute === 0 ? '' : String(minute).padStart(2, '0');
  if (language === 'fr') return `${hour}h${minutes}`;
  const half = hour < 12 ? 'am' : 'pm';
  return `${hour % 12 === 0 ? 12 : hour % 12}${minutes && `:${minutes}`}${half}`;
};

/** A wall-clock `hh:mm` in words: `9h`, `16h15`. */
export const wallTimeText = (hhmm: string, language: Language): string =>
  timeText(Date.parse(`2000-01-01T${hhmm}:00Z`), 'UTC', language);

const noonUtc = (day: DayText): number => Date.parse(`${day}T12:00:00Z`);

const firstOfMonth = (text: string, language: Language): string =>
  language === 'fr' ? text.replace(/(^|\s)1(?=\s\p{L})/u, '$11er') : text;

/** `mardi 12 janvier`; with the year when it is more than half a year from `today`. */
export const dayText = (day: DayText, language: Language, today?: DayText): string => {
  const far = today !== undefined && Math.abs(noonUtc(day) - noonUtc(today)) > 183 * 86_400_000;
  const options: Intl.DateTimeFormatOptions = { weekday: 'long', day: 'numeric', month: 'long', timeZone: 'UTC' };
  const text = formatter(locales[language], far ? { ...options, year: 'numeric' } : options).format(noonUtc(day));
  return firstOfMonth(text.replace(/,/g, ''), language);
};

/** `12 janvier 2027`, for dates of record. */
export const dateText = (day: DayText, language: Language): string =>
  firstOfMonth(
    formatter(locales[language], { day: 'numeric', month: 'long', year: 'numeric', timeZone: 'UTC' }).format(
      noonUtc(day),
    ),
    language,
  );

/** The parts of a narrow column head: `mar.` and `12 janv.` */
export const dayHead = (day: DayText, language: Language): { weekday: string; date: string } => ({
  weekday: formatter(locales[language], { weekday: 'short', timeZone: 'UTC' }).format(noonUtc(day)),
  date: formatter(locales[language], { day: 'numeric', month: 'short', timeZone: 'UTC' }).format(noonUtc(day)),
});

/** `mardi` for an ISO weekday, 1 = Monday … 7 = Sunday. */
export const weekdayText = (isoWeekday: number, language: Language): string =>
  formatter(locales[language], { weekday: 'long', timeZone: 'UTC' }).format(Date.UTC(2024, 0, isoWeekday, 12));

/** ISO weekday of a day, 1 = Monday … 7 = Sunday. */
export const isoWeekday = (day: DayText): number => new Date(noonUtc(day)).getUTCDay() || 7;

export const addDays = (day: DayText, count: number): DayText =>
  new Date(noonUtc(day) + count * 86_400_000).toISOString().slice(0, 10);

/** The Monday on or before a day. */
export const mondayOf = (day: DayText): DayText => addDays(day, 1 - isoWeekday(day));

const joiner: Record<Language, string> = { fr: ' à ', en: ' at ' };

/** `mardi 12 janvier à 9h15`: how a slot or a visit is named in full. */
export const momentText = (instant: InstantText, timeZone: string, language: Language, today?: DayText): string =>
  dayText(dayOf(instant, timeZone), language, today) + joiner[language] + timeText(instant, timeZone, language);

/** The bounds of a week in words, the month said once where it is the same: `23` and `29 novembre`. */
export const weekBounds = (monday: DayText, language: Language): { from: string; to: string } => {
  const sunday = addDays(monday, 6);
  const long = (day: DayText): string => dayText(day, language).replace(/^\S+\s/, '');
  const sameMonth = monday.slice(0, 7) === sunday.slice(0, 7);
  return { from: sameMonth ? (long(monday).split(' ')[0] ?? '') : long(monday), to: long(sunday) };
};
