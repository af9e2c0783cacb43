import { crc32 } from 'node:zlib';
import type { Logger } from 'pino';
import type { Life } from '../lifecycle/life';
import { openSubscription } from './subscription';

/** In place of an office's id: any office may have changed. */
export const EVERY_OFFICE = '*';

const REMEMBERED = 50_000;

/**
 * Which offices are known to be as they were read last. Every process says in Redis what it changed, so that an office
 * of which nothing was heard since it was read need not be read again, for `trustedMs` at most, should a message have been lost
 * without a word. While Redis is away nothing is known.
 */
export class KnownCurrent {
  readonly #trustedMs: number;
  /** When a change of an office was last heard of. */
  readonly #changedMs = new Map<string, number>();
  /** What was read before this instant counts no more; infinite while changes cannot be heard of. */
  #floorMs = Number.POSITIVE_INFINITY;

  constructor(trustedMs: number) {
    this.#trustedMs = trustedMs;
  }

  /** Whether what was read of the office by a read that began at `readMs` stands. */
  stands(officeId: string, readMs: number, nowMs: number): boolean {
    const changedMs = this.#changedMs.get(officeId) ?? 0;
    return readMs > this.#floorMs && readMs > changedMs && nowMs - readMs <= this.#trustedMs * shareOf(officeId);
  }

  changed(officeId: string, nowMs: number): void {
    if (this.#changedMs.size >= REMEMBERED) {
      this.#changedMs.clear();
      this.allChanged(nowMs);
    }
    this.#changedMs.set(officeId, nowMs);
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
}

/** From a half to the whole: a thousand offices that were read in one second are not read anew in one second. */
const shareOf = (officeId: string): number => 0.5 + crc32(officeId) / 2 ** 33;

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
