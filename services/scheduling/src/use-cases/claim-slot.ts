import { AppError, conflict, type Db, notFound, sqlState, type Tx, unprocessable } from '@creneau/chassis';
import { type Claim, laneBeside } from '../domain/claim';
import { slotAt } from '../domain/planning-day';
import { localDate } from '../domain/schedule';
import { findClaim, findGround, type Ground, insertClaim } from '../outbound/postgres/claim-repository';
import { lockForChange } from './lock-for-change';
import { epochSeconds } from './messages';
import type { Deps } from './ports';

export interface ClaimSlot {
  visitId: string;
  claimNo: number;
  officeId: string;
  start: Temporal.Instant;
  overbook: boolean;
}

const EXCLUSION_VIOLATION = '23P01';

/**
 * Takes the slot that starts at an instant. The same visit and number again answer the same claim.
 * Throws `conflict` (slot_taken, slot_blocked), `unprocessable` (slot_off_grid, slot_past, slot_beyond_window,
 * claim_released, claim_mismatch) and `not_found` (planning_not_generated).
 */
export const makeClaimSlot =
  (d: Pick<Deps, 'postgres' | 'clock' | 'queue' | 'freeTimeChanged'>) =>
  (cmd: ClaimSlot): Promise<{ claim: Claim; tz: string }> =>
    d.queue(cmd.officeId, async () => {
      const { claim, tz } = await takeOnce(d, cmd);
      return { claim: claim ?? (await standing(d.postgres, cmd)), tz };
    });

interface Taken {
  /** Undefined: one of its number stands already. */
  claim: Claim | undefined;
  tz: string;
}

const takeOnce = async (d: Pick<Deps, 'postgres' | 'clock' | 'freeTimeChanged'>, cmd: ClaimSlot): Promise<Taken> => {
  try {
    return await d.postgres.tx((tx) => takeSlot(tx, d, cmd), { readsFirst: true });
  } catch (error) {
    if (sqlState(error) === EXCLUSION_VIOLATION) throw slotTaken();
    throw error;
  }
};

const takeSlot = async (tx: Tx, d: Pick<Deps, 'clock' | 'freeTimeChanged'>, cmd: ClaimSlot): Promise<Taken> => {
  const startS = epochSeconds(cmd.start);
  // Sent behind the lock, so that it is read under it.
  const [schedule, ground] = await Promise.all([
    lockForChange(tx, d, cmd.officeId),
    findGround(tx, cmd.officeId, startS),
  ]);
  if (!schedule?.generatedThrough) throw notFound('planning_not_generated', 'The office has no planning yet.');
  const { tz, generatedThrough } = schedule;
  const now = d.clock.now();
  const planned = plan(cmd, { tz, generatedThrough, now, ground });
  if (planned instanceof AppError) {
    // A repetition answers what stands, though its slot may have begun by now. Most claims are new: it is asked last.
    const known = await findClaim(tx, cmd.visitId, cmd.claimNo);
    if (!known) throw planned;
    return { claim: sameClaim(known, startS), tz };
  }
  return { claim: (await insertClaim(tx.last(), planned, now)) ? planned : undefined, tz };
};

const isPast = ({ start }: ClaimSlot, now: Temporal.Instant): boolean => Temporal.Instant.compare(start, now) <= 0;

interface At {
  tz: string;
  generatedThrough: Temporal.PlainDate;
  now: Temporal.Instant;
  ground: Ground | undefined;
}

/** The claim as it would stand, or what speaks against a new one. */
const plan = (cmd: ClaimSlot, { tz, generatedThrough, now, ground }: At): Claim | AppError => {
  if (isPast(cmd, now)) return unprocessable('slot_past', 'The slot has begun already.');
  if (Temporal.PlainDate.compare(localDate(cmd.start, tz), generatedThrough) > 0)
    return unprocessable('slot_beyond_window', 'The planning does not reach that day yet.');
  const slot = ground && slotAt(ground.day, epochSeconds(cmd.start));
  if (!slot) return unprocessable('slot_off_grid', 'No slot of the planning starts then.');
  if (ground.blocked) return conflict('slot_blocked', 'The office is not available then.');
  const lane = laneBeside(ground.taken, cmd.visitId, cmd.overbook);
  if (lane === undefined) return slotTaken();
  const { visitId, claimNo, officeId } = cmd;
  return { visitId, claimNo, officeId, lane, held: true, span: slot };
};

/** The claim that stands under the number. */
const standing = async (db: Db, { visitId, claimNo, start }: ClaimSlot): Promise<Claim> => {
  const claim = await findClaim(db, visitId, claimNo);
  if (!claim) throw new Error('a claim is neither new nor there');
  return sameClaim(claim, epochSeconds(start));
};

const sameClaim = (claim: Claim, startS: number): Claim => {
  if (!claim.held) throw unprocessable('claim_released', 'This claim was released before.');
  if (claim.span.startS !== startS) throw unprocessable('claim_mismatch', 'This claim number stands for another time.');
  return claim;
};

const slotTaken = () => conflict('slot_taken', 'The slot has just been taken.');
