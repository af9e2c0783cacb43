import { conflict, notFound, sqlState, type Tx, unprocessable } from '@creneau/chassis';
import { type Claim, laneBeside } from '../domain/claim';
import { slotAt } from '../domain/planning-day';
import { localDate } from '../domain/schedule';
import { findBlocks } from '../outbound/postgres/block-repository';
import { findClaim, heldClaims, insertClaim } from '../outbound/postgres/claim-repository';
import { findDays } from '../outbound/postgres/day-repository';
import { lockOffice } from '../outbound/postgres/schedule-repository';
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
  (d: Pick<Deps, 'postgres' | 'clock' | 'queue'>) =>
  (cmd: ClaimSlot): Promise<{ claim: Claim; tz: string }> =>
    d.queue(cmd.officeId, () => d.postgres.tx((tx) => claimSlot(tx, d, cmd)));

const claimSlot = async (tx: Tx, d: Pick<Deps, 'clock'>, cmd: ClaimSlot): Promise<{ claim: Claim; tz: string }> => {
  const schedule = await lockOffice(tx, cmd.officeId);
  if (!schedule?.generatedThrough) throw notFound('planning_not_generated', 'The office has no planning yet.');
  const startS = epochSeconds(cmd.start);

  const earlier = await findClaim(tx, cmd.visitId, cmd.claimNo);
  if (earlier) return { claim: sameClaim(earlier, startS), tz: schedule.tz };

  const now = d.clock.now();
  if (Temporal.Instant.compare(cmd.start, now) <= 0) throw unprocessable('slot_past', 'The slot has begun already.');
  const date = localDate(cmd.start, schedule.tz);
  if (Temporal.PlainDate.compare(date, schedule.generatedThrough) > 0)
    throw unprocessable('slot_beyond_window', 'The planning does not reach that day yet.');
  const [day] = await findDays(tx, cmd.officeId, date, date);
  const slot = day && slotAt(day, startS);
  if (!slot) throw unprocessable('slot_off_grid', 'No slot of the planning starts then.');

  if ((await findBlocks(tx, cmd.officeId, slot)).length > 0)
    throw conflict('slot_blocked', 'The office is not available then.');
  const lane = laneBeside(await heldClaims(tx, cmd.officeId, slot), cmd.visitId, cmd.overbook);
  if (lane === undefined) throw slotTaken();

  const claim: Claim = {
    visitId: cmd.visitId,
    claimNo: cmd.claimNo,
    officeId: cmd.officeId,
    lane,
    held: true,
    span: slot,
  };
  try {
    await insertClaim(tx, claim, now);
  } catch (error) {
    if (sqlState(error) === EXCLUSION_VIOLATION) throw slotTaken();
    throw error;
  }
  return { claim, tz: schedule.tz };
};

const sameClaim = (claim: Claim, startS: number): Claim => {
  if (!claim.held) throw unprocessable('claim_released', 'This claim was released before.');
  if (claim.span.startS !== startS) throw unprocessable('claim_mismatch', 'This claim number stands for another time.');
  return claim;
};

const slotTaken = () => conflict('slot_taken', 'The slot has just been taken.');
