import { readFileSync, statSync } from 'node:fs';

/** The one clock. Rules and SQL get the time from here, never from `now()`. */
export interface Clock {
  now(): Temporal.Instant;
}

export const systemClock: Clock = { now: () => Temporal.Now.instant() };

/** How long a shifted clock may keep an offset that was just changed. */
const FILE_CACHE_MS = 50;

/**
 * The system clock, or the one a file shifts (`{"offsetMs": 3600000}`), which development and tests share between all
 * services. A missing file is no shift.
 */
export const openClock = (file?: string): Clock => {
  if (!file) return systemClock;
  let offsetMs = 0;
  let modifiedMs = -1;
  let checkedMs = 0;
  const refresh = (): void => {
    const at = Date.now();
    if (at - checkedMs < FILE_CACHE_MS) return;
    checkedMs = at;
    const found = statSync(file, { throwIfNoEntry: false })?.mtimeMs ?? 0;
    if (found === modifiedMs) return;
    modifiedMs = found;
    offsetMs = found === 0 ? 0 : Number((JSON.parse(readFileSync(file, 'utf8')) as { offsetMs: number }).offsetMs);
  };
  return {
    now: () => {
      refresh();
      return Temporal.Now.instant().add({ milliseconds: offsetMs });
    },
  };
};

/** A clock a test sets by hand. */
export class ManualClock implements Clock {
  #now: Temporal.Instant;
  constructor(start: string) {
    this.#now = Temporal.Instant.from(start);
  }
  now(): Temporal.Instant {
    return this.#now;
  }
  set(instant: string): void {
    this.#now = Temporal.Instant.from(instant);
  }
  advance(duration: Temporal.DurationLike): void {
    this.#now = this.#now.add(duration);
  }
}
