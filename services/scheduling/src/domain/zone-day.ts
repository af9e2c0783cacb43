/**
 * Local wall time of one day as instants. Numbers of seconds, not Temporal objects: a window of 90 days holds thousands
 * of slots, and all but two days a year are plain arithmetic.
 */
export interface ZoneDay {
  /** Seconds since 1970 of the start of a period at these minutes after local midnight. */
  startAt(minutes: number): number;
  /** The same for the end of a period: the last moment before which clocks show less. Where a time happens twice, mostly the second. */
  endAt(minutes: number): number;
}

const REMEMBERED = 20_000;
const remembered = new Map<string, ZoneDay>();

/** Resolves a day's wall times in an IANA zone. A time that the clocks skip counts as the moment they jump. */
export const zoneDay = (tz: string, day: Temporal.PlainDate): ZoneDay => {
  const key = `${tz} ${day.toString()}`;
  const known = remembered.get(key);
  if (known) return known;
  const made = resolve(tz, day);
  if (remembered.size >= REMEMBERED) remembered.clear();
  remembered.set(key, made);
  return made;
};

const resolve = (tz: string, day: Temporal.PlainDate): ZoneDay => {
  const midnight = day.toZonedDateTime(tz);
  const startS = midnight.epochMilliseconds / 1000;
  // A day that the zone left out, as islands do that change sides of the date line.
  if (!midnight.toPlainDate().equals(day)) return { startAt: () => startS, endAt: () => startS };
  if (midnight.hoursInDay === 24) {
    const plain = (minutes: number): number => startS + minutes * 60;
    return { startAt: plain, endAt: plain };
  }
  const at = (minutes: number, whenTwice: 'earlier' | 'later'): number => {
    const wall = day.toPlainDateTime().add({ minutes });
    const resolved = wall.toZonedDateTime(tz, { disambiguation: whenTwice });
    if (resolved.toPlainDateTime().equals(wall)) return resolved.epochMilliseconds / 1000;
    const beforeJump = wall.toZonedDateTime(tz, { disambiguation: 'earlier' });
    const jump = beforeJump.getTimeZoneTransition('next');
    return (jump ?? resolved).epochMilliseconds / 1000;
  };
  const endAt = (minutes: number): number => {
    const later = at(minutes, 'later');
    // Clocks that go back to exactly this time showed more just before: it had passed already.
    const shownBefore = Temporal.Instant.fromEpochMilliseconds(later * 1000 - 1)
      .toZonedDateTimeISO(tz)
      .toPlainDateTime();
    const hadPassed = Temporal.PlainDateTime.compare(shownBefore, day.toPlainDateTime().add({ minutes })) >= 0;
    return hadPassed ? at(minutes, 'earlier') : later;
  };
  return { startAt: (minutes) => at(minutes, 'earlier'), endAt };
};
