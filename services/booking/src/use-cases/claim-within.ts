import { setTimeout as sleep } from 'node:timers/promises';
import { AppError, conflict, isAway } from '@creneau/chassis';
import { type Refusal, toRefusal } from '../domain/refusal';
import type { Slot } from '../domain/visit';
import type { Deps, SlotClaim } from './ports';

const FIRST_PAUSE_MS = 50;
const LONGEST_PAUSE_MS = 500;

/**
 * Claims a slot, asking again while scheduling is away or overloaded, and answers the slot or why it cannot be had.
 * Throws `conflict` (in_progress) when the deadline comes first: the intent stands, and the worker looks after it.
 */
export const claimWithin = async (
  d: Pick<Deps, 'scheduling'>,
  claim: SlotClaim,
  deadline: Date,
): Promise<Slot | Refusal> => {
  for (let pauseMs = FIRST_PAUSE_MS; ; pauseMs = Math.min(2 * pauseMs, LONGEST_PAUSE_MS)) {
    try {
      return await d.scheduling.claim(claim, deadline);
    } catch (error) {
      const refusal = toRefusal(error);
      // `forbidden` means that scheduling does not admit this service: no fact about the slot.
      if (refusal && refusal.kind !== 'forbidden') return refusal;
      if (!isAway(error)) throw error;
      if (Date.now() + pauseMs >= deadline.getTime()) throw unfinished(error);
      await sleep(pauseMs);
    }
  }
};

/**
 * For work on an intent that stands already. When there is too much to do, her request is not refused but unfinished: the worker
 * may yet book what she asked for, and she must not be told otherwise.
 */
export const onIntent = async <T>(work: () => Promise<T>): Promise<T> => {
  try {
    return await work();
  } catch (error) {
    throw error instanceof AppError && error.kind === 'limited' ? unfinished(error) : error;
  }
};

const unfinished = (cause: unknown): AppError =>
  conflict('in_progress', 'This is not finished yet: ask again in the same words.', { cause });

export const isRefusal = (outcome: Slot | Refusal): outcome is Refusal => 'code' in outcome;
