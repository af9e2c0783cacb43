import { type Halt, stoppedAfter, untilWaiting } from '@creneau/chassis/testing';
import type { Scheduling } from '../src/use-cases/ports';
import { type Store, schedulingWith } from './booking-builder';

type Attempt = (on: Store) => Promise<unknown>;

const codeOf = (outcome: PromiseSettledResult<unknown>): unknown =>
  outcome.status === 'rejected' ? (outcome.reason.code ?? outcome.reason) : 'done';

/** 'done' or the code of the refusal, of each in turn. */
export const outcomesOf = async (attempts: readonly Promise<unknown>[]): Promise<unknown[]> =>
  (await Promise.allSettled(attempts)).map(codeOf);

/**
 * The first stops before the commit of the transaction that ends with this statement; the other comes, and waits for what
 * the first holds; then both go on. Answers their outcomes.
 */
export const interleave = async (
  store: Store,
  lastStatement: string,
  first: Attempt,
  other: Attempt,
): Promise<unknown[]> => {
  const stopped = stoppedAfter(store.postgres, lastStatement);
  const attempts = [first({ ...store, postgres: stopped.postgres })];
  await stopped.reached;
  attempts.push(other(store));
  await untilWaiting(store.postgres);
  stopped.goOn();
  return outcomesOf(attempts);
};

/** Scheduling whose claims stand at the halt before they are asked for. */
export const haltedBeforeClaim = (scheduling: Scheduling, halt: Halt): Scheduling =>
  schedulingWith(scheduling, {
    claim: async (claim, deadline) => {
      await halt.here();
      return scheduling.claim(claim, deadline);
    },
  });

/** Scheduling whose claims stand at the halt once they are taken: between claim and commit. */
export const haltedAfterClaim = (scheduling: Scheduling, halt: Halt): Scheduling =>
  schedulingWith(scheduling, {
    claim: async (claim, deadline) => {
      const slot = await scheduling.claim(claim, deadline);
      await halt.here();
      return slot;
    },
  });
