import { conflict, unprocessable } from '@creneau/chassis';
import { type Refusal, toError } from '../domain/refusal';
import { type Change, completeMove, giveUpMove, type PendingMove, type Slot, type Visit } from '../domain/visit';
import { lockVisit } from '../outbound/postgres/visit-repository';
import { claimWithin, isRefusal } from './claim-within';
import { saveChange, tellEvents } from './commit-change';
import type { Deps } from './ports';
import { makeReleaseClaims } from './release-claims';
import { visitNotFound } from './visit-guards';

type FinishDeps = Pick<Deps, 'postgres' | 'outbox' | 'clock' | 'scheduling' | 'log'>;

/** Brings a pending move to its end, and answers the visit at its new time. */
export type FinishMove = (visit: Visit, move: PendingMove, deadline: Date) => Promise<Visit>;

/**
 * Claims the new time under the move's own number, gives it to the visit, and frees the old one. Any number may do so at
 * once. Throws what scheduling refuses the claim with (the visit stays where it was), `unprocessable` (visit_not_open) when
 * the visit was cancelled meanwhile, `conflict` (given_up, in_progress).
 */
export const makeFinishMove = (d: FinishDeps): FinishMove => {
  const release = makeReleaseClaims(d);
  return async (visit, move, deadline) => {
    const { id: visitId, officeId } = visit;
    const outcome = await claimWithin(
      d,
      { officeId, visitId, claimNo: move.claimNo, startsAt: move.startsAt },
      deadline,
    );
    const { change, standing } = await settle(d, visitId, move, outcome);
    if (!change) return answerStanding(standing, move);
    if (isRefusal(outcome)) throw toError(outcome);
    await release(change.freed.map((claimNo) => ({ officeId, visitId, claimNo })));
    return change.visit;
  };
};

/** Gives up a move that is too old: the visit stays where it was, and the new claim is freed, should it have been taken. */
export const makeGiveUpMove = (d: FinishDeps) => {
  const release = makeReleaseClaims(d);
  return async (visit: Visit): Promise<void> => {
    const change = giveUpMove(visit);
    if (!(await d.postgres.tx((tx) => saveChange(tx, d, visit, change)))) return;
    await release(change.freed.map((claimNo) => ({ officeId: visit.officeId, visitId: visit.id, claimNo })));
  };
};

const settle = (
  d: FinishDeps,
  visitId: string,
  move: PendingMove,
  outcome: Slot | Refusal,
): Promise<{ change?: Change; standing: Visit }> =>
  d.postgres.tx(async (tx) => {
    const standing = await lockVisit(tx, visitId);
    if (!standing) throw visitNotFound();
    if (standing.move?.claimNo !== move.claimNo) return { standing };
    const change = isRefusal(outcome) ? giveUpMove(standing) : completeMove(standing, outcome, d.clock.now());
    await saveChange(tx, d, standing, change);
    await tellEvents(tx, d, change.events);
    return { change, standing };
  });

/** Somebody else settled the move first: what stands is the answer. */
const answerStanding = (standing: Visit, move: PendingMove): Visit => {
  if (standing.state !== 'booked') throw unprocessable('visit_not_open', `The visit is ${standing.state}.`);
  if (standing.claimNo === move.claimNo) return standing;
  throw conflict('given_up', 'The move could not be finished in time: the visit stays where it was.');
};
