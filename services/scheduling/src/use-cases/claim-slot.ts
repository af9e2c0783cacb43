import { AppError, conflict, notFound, sqlState, type Tx, unprocessable } from '@creneau/chassis';
import { type Claim, laneBeside } from '../domain/claim';
import { slotAt } from '../domain/planning-day';
import { localDate } from '../domain/schedule';
import { findClaim, findGround, insertClaim } from '../outbound/postgres/claim-repository';
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
      try {
        return await d.postgres.tx((tx) => claimSlot(tx, d, cmd));
      } catch (error) {
        if (sqlState(error) === EXCLUSION_VIOLATION) throw slotTaken();
        throw error;
      }
    });

const claimSlot = async (
  tx: Tx,
  d: Pick<Deps, 'clock' | 'freeTimeChanged'>,
  cmd: ClaimSlot,
): Promise<{ claim: Claim; tz: string }> => {
  const schedule = await lockForChange(tx, d, cmd.officeId);
  if (!schedule?.generatedThrough) throw notFound('planning_not_generated', 'The office has no planning yet.');
  const { tz, generatedThrough } = schedule;
  let refusal: AppError | undefined;
  const claim = await takeSlot(tx, cmd, { tz, generatedThrough, now: d.clock.now() }).catch((error: unknown) => {
    if (!(error instanceof AppError)) throw error;
    refusal = error;
    return undefined;
  });
  if (claim) return { claim, tz };
  // A repetition answers what stands, though its slot may have begun by now. Most claims are new: it is asked last.
  const standing = await findClaim(tx, cmd.visitId, cmd.claimNo);
  if (!standing) throw refusal ?? new Error('a claim is neither new nor there');
  return { claim: sameClaim(standing, epochSeconds(cmd.start)), tz };
};

interface At {
  tz: string;
  generatedThrough: Temporal.PlainDate;
  now: Temporal.Instant;
}

/** The claim, undefined when there is one of its number; throws what speaks against a new one. */
const takeSlot = async (tx: Tx, cmd: ClaimSlot, { tz, generatedThrough, now }: At): Promise<Claim | undefined> => {
  if (Temporal.Instant.compare(cmd.start, now) <= 0) throw unprocessable('slot_past', 'The slot has begun already.');
  const date = localDate(cmd.start, tz);
  if (Temporal.PlainDate.compare(date, generatedThrough) > 0)
    throw unprocessable('slot_beyond_window', 'The planning does not reach that day yet.');
  const startS = epochSeconds(cmd.start);
  const ground = await findGround(tx, cmd.officeId, date, startS);
  const slot = ground && slotAt(ground.day, startS);
  if (!slot) throw unprocessable('slot_off_grid', 'No slot of the planning starts then.');
  if (ground.blocked) throw conflict('slot_blocked', 'The office is not available then.');
  const lane = laneBeside(ground.taken, cmd.visitId, cmd.overbook);
  if (lane === undefined) throw slotTaken();

  const { visitId, claimNo, officeId } = cmd;
  const claim: Claim = { visitId, claimNo, officeId, lane, held: true, span: slot };
  return (await insertClaim(tx, claim, now)) ? claim : undefined;
};

const sameClaim = (claim: Claim, startS: number): Claim => {
  if (!claim.held) throw unprocessable('claim_released', 'This claim was released before.');
  if (claim.span.startS !== startS) throw unprocessable('claim_mismatch', 'This claim number stands for another time.');
  return claim;
};

const slotTaken = () => conflict('slot_taken', 'The slot has just been taken.');
