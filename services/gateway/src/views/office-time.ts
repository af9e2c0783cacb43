import { AppError } from '@creneau/chassis';

/** Offsets change at quarter hours at the finest. */
const STEP_MS = 15 * 60_000;
const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;
const REMEMBERED = 50_000;

/** Remembers what a whole number gives, of {@link REMEMBERED} numbers at most. */
const remembered = <T>(find: (n: number) => T): ((n: number) => T) => {
  const known = new Map<number, T>();
  return (n) => {
    const before = known.get(n);
    if (before !== undefined) return before;
    if (known.size >= REMEMBERED) known.clear();
    const found = find(n);
    known.set(n, found);
    return found;
  };
};

/**
 * Milliseconds that a zone is ahead of UTC in a step of time, in whole minutes: before there were zones Paris was ahead by
 * 9 minutes and 21 seconds, which ISO 8601 cannot write.
 */
const offsetsOf = (timeZone: string) =>
  remembered((step) => {
    const instant = Temporal.Instant.fromEpochMilliseconds(step * STEP_MS);
    const exactMs = instant.toZonedDateTimeISO(timeZone).offsetNanoseconds / 1_000_000;
    return Math.round(exactMs / MINUTE_MS) * MINUTE_MS;
  });

const zones = new Map<string, ReturnType<typeof offsetsOf>>();

const offsetMs = (timeZone: string, epochMs: number): number => {
  let offsets = zones.get(timeZone);
  if (!offsets) {
    offsets = offsetsOf(timeZone);
    zones.set(timeZone, offsets);
  }
  return offsets(Math.floor(epochMs / STEP_MS));
};

const two = (n: number): string => (n < 10 ? `0${n}` : String(n));

const offsetText = remembered((ms) => {
  const minutes = Math.abs(ms) / MINUTE_MS;
  return `${ms < 0 ? '-' : '+'}${two(Math.floor(minutes / 60))}:${two(minutes % 60)}`;
});

/** A day since 1970 as a date. A Date is only a calendar of numbers here: it stands for no instant. */
const dateText = remembered((day) => new Date(day * DAY_MS).toISOString().slice(0, -'T00:00:00.000Z'.length));

/** `T00:00` to `T23:59`. */
const MINUTES = Array.from({ length: 1_440 }, (_, n) => `T${two(Math.floor(n / 60))}:${two(n % 60)}`);

/** ISO 8601 to the second. This runs for thousands of starts an answer. */
const dateTimeText = (localMs: number): string => {
  const day = Math.floor(localMs / DAY_MS);
  const ofDayMs = localMs - day * DAY_MS;
  const minute = Math.floor(ofDayMs / MINUTE_MS);
  const second = Math.floor((ofDayMs - minute * MINUTE_MS) / 1000);
  return `${dateText(day)}${MINUTES[minute]}:${two(second)}`;
};

const written = (epochMs: number, offset: number): string => dateTimeText(epochMs + offset) + offsetText(offset);

/** An instant as ISO 8601 with the offset its zone has then. */
export const officeInstant = (instant: Temporal.Instant | undefined, timeZone: string): string => {
  if (!instant) throw new AppError('internal', 'internal_error', 'A service left out an instant.');
  const epochMs = instant.epochMilliseconds;
  return written(epochMs, offsetMs(timeZone, epochMs));
};

/** The same of whole seconds since 1970. */
export const officeSecond = (epochSeconds: number, timeZone: string): string =>
  written(epochSeconds * 1000, offsetMs(timeZone, epochSeconds * 1000));

/** Ascending epoch seconds of one day: its offset is looked up at the ends, and start by start only on the two days of the year when they differ. */
export const officeInstants = (epochSeconds: readonly number[], timeZone: string): string[] => {
  const first = epochSeconds[0];
  const last = epochSeconds.at(-1);
  if (first === undefined || last === undefined) return [];
  const offset = offsetMs(timeZone, first * 1000);
  const isUniform = offset === offsetMs(timeZone, last * 1000);
  return epochSeconds.map((seconds) => (isUniform ? written(seconds * 1000, offset) : officeSecond(seconds, timeZone)));
};

/** An instant that belongs to no office, in UTC. */
export const utcInstant = (instant: Temporal.Instant | undefined): string => {
  if (!instant) throw new AppError('internal', 'internal_error', 'A service left out an instant.');
  return `${dateTimeText(instant.epochMilliseconds)}Z`;
};
