import { AppError } from '@creneau/chassis';

/** Offsets change at quarter hours at the finest. */
const STEP_MS = 15 * 60_000;
const REMEMBERED = 50_000;

const offsets = new Map<string, number>();

/** Milliseconds that a zone is ahead of UTC at an instant. */
const offsetMs = (timeZone: string, epochMs: number): number => {
  const step = Math.floor(epochMs / STEP_MS);
  const key = `${timeZone} ${step}`;
  const known = offsets.get(key);
  if (known !== undefined) return known;
  const instant = Temporal.Instant.fromEpochMilliseconds(step * STEP_MS);
  const found = instant.toZonedDateTimeISO(timeZone).offsetNanoseconds / 1_000_000;
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
  const offset = offsetMs(timeZone, epochMs);
  return local(epochMs, offset) + offsetText(offset);
};

/**
 * Ascending epoch seconds of one day as {@link officeInstant} would write them. Most days have one offset: it is looked
 * up at the ends, and slot by slot only on the two days of the year when they differ, because this runs for thousands.
 */
export const officeInstants = (epochSeconds: readonly number[], timeZone: string): string[] => {
  const first = epochSeconds[0];
  const last = epochSeconds.at(-1);
  if (first === undefined || last === undefined) return [];
  const offset = offsetMs(timeZone, first * 1000);
  if (offset === offsetMs(timeZone, last * 1000)) {
    const text = offsetText(offset);
    return epochSeconds.map((seconds) => local(seconds * 1000, offset) + text);
  }
  return epochSeconds.map((seconds) => {
    const own = offsetMs(timeZone, seconds * 1000);
    return local(seconds * 1000, own) + offsetText(own);
  });
};

/** Local date and time to the second. A Date is only a calendar of numbers here: it stands for no instant. */
const local = (epochMs: number, offset: number): string => new Date(epochMs + offset).toISOString().slice(0, 19);

/** An instant that belongs to no office, in UTC. */
export const utcInstant = (instant: Temporal.Instant | undefined): string => {
  if (!instant) throw new AppError('internal', 'internal_error', 'A service left out an instant.');
  return instant.toString({ smallestUnit: 'second' });
};
