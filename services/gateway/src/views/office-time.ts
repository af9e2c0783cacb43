import { AppError } from '@creneau/chassis';

/** Offsets change at quarter hours at the finest. */
const STEP_MS = 15 * 60_000;
const REMEMBERED = 50_000;
const DAY_SECONDS = 86_400;

const offsets = new Map<string, number>();

const MINUTE_MS = 60_000;

/**
 * Milliseconds that a zone is ahead of UTC at an instant, in whole minutes: before there were zones Paris was ahead by
 * 9 minutes and 21 seconds, which ISO 8601 cannot write.
 */
const offsetMs = (timeZone: string, epochMs: number): number => {
  const step = Math.floor(epochMs / STEP_MS);
  const key = `${timeZone} ${step}`;
  const known = offsets.get(key);
  if (known !== undefined) return known;
  const instant = Temporal.Instant.fromEpochMilliseconds(step * STEP_MS);
  const exactMs = instant.toZonedDateTimeISO(timeZone).offsetNanoseconds / 1_000_000;
  const found = Math.round(exactMs / MINUTE_MS) * MINUTE_MS;
  if (offsets.size >= REMEMBERED) offsets.clear();
  offsets.set(key, found);
  return found;
};

const two = (n: number): string => (n < 10 ? `0${n}` : String(n));

const offsetText = (ms: number): string => {
  const minutes = Math.abs(ms) / 60_000;
  return `${ms < 0 ? '-' : '+'}${two(Math.floor(minutes / 60))}:${two(minutes % 60)}`;
};

/** An instant as ISO 8601 with the offset its zone has then. */
export const officeInstant = (instant: Temporal.Instant | undefined, timeZone: string): string => {
  if (!instant) throw new AppError('internal', 'internal_error', 'A service left out an instant.');
  const epochMs = instant.epochMilliseconds;
  return written(epochMs, offsetMs(timeZone, epochMs));
};

/** `T00:00:00` to `T23:59:00`. */
const MINUTES = Array.from({ length: 1_440 }, (_, n) => `T${two(Math.floor(n / 60))}:${two(n % 60)}:00`);

/**
 * Ascending epoch seconds of one day as {@link officeInstant} would write them. Most days have one offset: it is looked
 * up at the ends, and slot by slot only on the two days of the year when they differ; and a day's date is written once.
 * This runs for thousands of starts an answer.
 */
export const officeInstants = (epochSeconds: readonly number[], timeZone: string): string[] => {
  const first = epochSeconds[0];
  const last = epochSeconds.at(-1);
  if (first === undefined || last === undefined) return [];
  const offset = offsetMs(timeZone, first * 1000);
  const isUniform = offset === offsetMs(timeZone, last * 1000);
  const text = offsetText(offset);
  let day = Number.NaN;
  let date = '';
  return epochSeconds.map((seconds) => {
    const localSeconds = seconds + offset / 1000;
    const minute = MINUTES[(localSeconds % DAY_SECONDS) / 60];
    if (!isUniform || minute === undefined) return written(seconds * 1000, offsetMs(timeZone, seconds * 1000));
    if (Math.floor(localSeconds / DAY_SECONDS) !== day) {
      day = Math.floor(localSeconds / DAY_SECONDS);
      date = local(seconds * 1000, offset).slice(0, 10);
    }
    return date + minute + text;
  });
};

/** Local date and time to the second. A Date is only a calendar of numbers here: it stands for no instant. */
const local = (epochMs: number, offset: number): string => new Date(epochMs + offset).toISOString().slice(0, 19);

const written = (epochMs: number, offset: number): string => local(epochMs, offset) + offsetText(offset);

/** An instant that belongs to no office, in UTC. */
export const utcInstant = (instant: Temporal.Instant | undefined): string => {
  if (!instant) throw new AppError('internal', 'internal_error', 'A service left out an instant.');
  return instant.toString({ smallestUnit: 'second' });
};
