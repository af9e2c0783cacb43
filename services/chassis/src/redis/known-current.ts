import type { Logger } from 'pino';
import type { Life } from '../lifecycle/life';
import { EVERY_OFFICE } from './free-time';
import { openSubscription } from './subscription';

const REMEMBERED = 50_000;

interface Known {
  /** When a read began that found the state current. */
  readMs: number;
  /** When a change was last heard of. */
  changedMs: number;
}

/**
 * Which offices are known to be as they were read last. Every process says in Redis what it changed, so that an office
 * of which nothing was heard since it was read need not be read again, for `trustedMs`, should a message have been lost
 * without a word. While Redis is away nothing is known.
 */
export class KnownCurrent {
  readonly #trustedMs: number;
  readonly #offices = new Map<string, Known>();
  /** What was read before this instant counts no more; infinite while changes cannot be heard of. */
  #floorMs = Number.POSITIVE_INFINITY;

  constructor(trustedMs: number) {
    this.#trustedMs = trustedMs;
  }

  /** Whether the office stands as it was read. */
  holds(officeId: string, nowMs: number): boolean {
    const known = this.#offices.get(officeId);
    return known !== undefined && this.stands(officeId, known.readMs, nowMs);
  }

  /** Whether what was read of the office by a read that began at `readMs` stands. */
  stands(officeId: string, readMs: number, nowMs: number): boolean {
    const changedMs = this.#offices.get(officeId)?.changedMs ?? 0;
    return readMs > this.#floorMs && readMs > changedMs && nowMs - readMs <= this.#trustedMs;
  }

  /** The office was read, and the read began at `readMs`. */
  read(officeId: string, readMs: number): void {
    this.#put(officeId, { readMs, changedMs: this.#offices.get(officeId)?.changedMs ?? 0 }, readMs);
  }

  changed(officeId: string, nowMs: number): void {
    this.#put(officeId, { readMs: 0, changedMs: nowMs }, nowMs);
  }

  /** Any office may have changed. */
  allChanged(nowMs: number): void {
    this.#floorMs = Math.max(this.#floorMs, nowMs);
  }

  /** Changes may go by unheard from now on. */
  lost(): void {
    this.#floorMs = Number.POSITIVE_INFINITY;
  }

  /** Every change from now on will be heard of. */
  restored(nowMs: number): void {
    this.#floorMs = nowMs;
  }

  #put(officeId: string, known: Known, nowMs: number): void {
    if (this.#offices.size >= REMEMBERED) {
      this.#offices.clear();
      this.#floorMs = Math.max(this.#floorMs, nowMs);
    }
    this.#offices.set(officeId, known);
  }
}

interface KnownCurrentOptions {
  life: Life;
  log: Logger;
  url: string;
  trustedMs: number;
  channel: string;
  /** The office that a message says changed, or {@link EVERY_OFFICE}; undefined for one that is about something else. */
  officeOf: (message: string) => string | undefined;
}

/** Keeps it up to date by what all processes say, this one too. */
export const openKnownCurrent = async (options: KnownCurrentOptions): Promise<KnownCurrent> => {
  const { life, log, url, trustedMs, channel, officeOf } = options;
  const known = new KnownCurrent(trustedMs);
  await openSubscription({
    life,
    log,
    url,
    channels: [channel],
    heard: (_, message) => {
      const officeId = officeOf(message);
      if (officeId === EVERY_OFFICE) known.allChanged(performance.now());
      else if (officeId !== undefined) known.changed(officeId, performance.now());
    },
    lost: () => known.lost(),
    restored: () => known.restored(performance.now()),
  });
  return known;
};
