import { LIVE_CHANNEL, type Life, type Logger, openSubscription, parseHint } from '@creneau/chassis';

/** A state read longer ago than this is read again, should a hint have been lost without a word. */
const TRUSTED_MS = 10_000;
const REMEMBERED = 50_000;

interface Known {
  /** When a read began that found the state current. */
  readMs: number;
  /** When a change was last heard of. */
  changedMs: number;
}

/**
 * Which offices are known to be as they were read last. Every process says in Redis what it changed, so that an office
 * of which nothing was heard since it was read need not be read again. While Redis is away nothing is known.
 */
export class KnownCurrent {
  readonly #offices = new Map<string, Known>();
  /** What was read before this instant counts no more; infinite while changes cannot be heard of. */
  #floorMs = Number.POSITIVE_INFINITY;

  /** Whether the office stands as it was read. */
  holds(officeId: string, nowMs: number): boolean {
    const known = this.#offices.get(officeId);
    return known !== undefined && nowMs - known.readMs <= TRUSTED_MS && this.#counts(known);
  }

  /** The office was read, and the read began at `readMs`. */
  read(officeId: string, readMs: number): void {
    this.#put(officeId, { readMs, changedMs: this.#offices.get(officeId)?.changedMs ?? 0 }, readMs);
  }

  changed(officeId: string, nowMs: number): void {
    this.#put(officeId, { readMs: 0, changedMs: nowMs }, nowMs);
  }

  /** Changes may go by unheard from now on. */
  lost(): void {
    this.#floorMs = Number.POSITIVE_INFINITY;
  }

  /** Every change from now on will be heard of. */
  restored(nowMs: number): void {
    this.#floorMs = nowMs;
  }

  #counts({ readMs, changedMs }: Known): boolean {
    return readMs > this.#floorMs && readMs > changedMs;
  }

  #put(officeId: string, known: Known, nowMs: number): void {
    if (this.#offices.size >= REMEMBERED) {
      this.#offices.clear();
      this.#floorMs = Math.max(this.#floorMs, nowMs);
    }
    this.#offices.set(officeId, known);
  }
}

/** Keeps it up to date by the hints of all processes, its own too. */
export const openKnownCurrent = async (life: Life, log: Logger, redisUrl: string): Promise<KnownCurrent> => {
  const known = new KnownCurrent();
  await openSubscription({
    life,
    log,
    url: redisUrl,
    channels: [LIVE_CHANNEL],
    heard: (_, message) => {
      const hint = parseHint(message);
      if (hint?.area === 'office-config') known.changed(hint.officeId, performance.now());
    },
    lost: () => known.lost(),
    restored: () => known.restored(performance.now()),
  });
  return known;
};
