import {
  AppError,
  conflict,
  type Db,
  notFound,
  sharedBy,
  sqlState,
  type Tx,
  together,
  unprocessable,
} from '@creneau/chassis';
import { type Claim, laneBeside } from '../domain/claim';
import { slotAt } from '../domain/planning-day';
import type { OfficeSchedule } from '../domain/schedule';
import { findClaim, findGrounds, type Ground, insertClaims } from '../outbound/postgres/claim-repository';
import { lockOffices } from '../outbound/postgres/schedule-repository';
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

type ClaimDeps = Pick<Deps, 'postgres' | 'clock' | 'queue' | 'freeTimeChanged'>;

/**
 * Takes the slot that starts at an instant. The same visit and number again answer the same claim.
 * Throws `conflict` (slot_taken, slot_blocked), `unprocessable` (slot_off_grid, slot_past, slot_beyond_window,
 * claim_released, claim_mismatch) and `not_found` (planning_not_generated).
 */
export const makeClaimSlot = (d: ClaimDeps) => {
  const take = together<ClaimSlot, Taken>({
    name: 'claims',
    work: (cmds) => takeOnce(d, cmds),
    keyOf: ({ officeId }) => officeId,
  });
  return (cmd: ClaimSlot): Promise<{ claim: Claim; tz: string }> =>
    d.queue(cmd.officeId, async () => {
      const { claim, tz } = await take(cmd);
      return { claim: claim ?? (await standing(d.postgres, cmd)), tz };
    });
};

interface Taken {
  /** Undefined: one of its number stands already. */
  claim: Claim | undefined;
  tz: string;
}

const takeOnce = async (d: ClaimDeps, cmds: readonly ClaimSlot[]): Promise<(Taken | undefined)[]> => {
  try {
    return await d.postgres.tx((tx) => takeSlots(tx, d, cmds), { readsFirst: true, ...sharedBy(cmds) });
  } catch (error) {
    if (sqlState(error) === EXCLUSION_VIOLATION) throw slotTaken();
    throw error;
  }
};

/** Several take what they can have at once; whatever speaks against one of them shows when it is alone. */
const takeSlots = async (tx: Tx, d: ClaimDeps, cmds: readonly ClaimSlot[]): Promise<(Taken | undefined)[]> => {
  // Sent behind the lock, so that it is read under it.
  const [schedules, grounds] = await Promise.all([
    lockOffices(
      tx,
      cmds.map(({ officeId }) => officeId),
    ),
    findGrounds(
      tx,
      cmds.map(({ officeId, start }) => ({ officeId, startS: epochSeconds(start) })),
    ),
  ]);
  const now = d.clock.now();
  const plans = cmds.map((cmd) => plan(cmd, now, schedules.get(cmd.officeId), grounds.get(cmd.officeId)));
  const [only] = cmds;
  if (only && cmds.length === 1 && plans[0] instanceof AppError) return [await repeated(tx, only, plans[0], schedules)];
  const planned = plans.flatMap((taken) => (taken instanceof AppError ? [] : [taken.claim]));
  tx.afterCommit(() => {
    for (const { officeId } of planned) d.freeTimeChanged(officeId);
  });
  const written = planned.length > 0 ? await insertClaims(tx.last(), planned, now) : new Set();
  return plans.map((taken) => {
    if (taken instanceof AppError) return undefined;
    return written.has(taken.claim.visitId) ? taken : { ...taken, claim: undefined };
  });
};

/** A repetition answers what stands, though its slot may have begun by now. Most claims are new: it is asked last. */
const repeated = async (
  tx: Tx,
  cmd: ClaimSlot,
  refusal: AppError,
  schedules: ReadonlyMap<string, OfficeSchedule>,
): Promise<Taken> => {
  const known = await findClaim(tx, cmd.visitId, cmd.claimNo);
  const schedule = schedules.get(cmd.officeId);
  if (!known || !schedule) throw refusal;
  return { claim: sameClaim(known, epochSeconds(cmd.start)), tz: schedule.tz };
};

const isPast = ({ start }: ClaimSlot, now: Temporal.Instant): boolean => Temporal.Instant.compare(start, now) <= 0;

/** The claim as it would stand, or what speaks against a new one. */
const plan = (
  cmd: ClaimSlot,
  now: Temporal.Instant,
  schedule: OfficeSchedule | undefined,
  ground: Ground | undefined,
): (Taken & { claim: Claim }) | AppError => {
  if (!schedule?.generatedThrough) return notFound('planning_not_generated', 'The office has no planning yet.');
  if (isPast(cmd, now)) return unprocessable('slot_past', 'The slot has begun already.');
  // Of the days to come there is each, up to the horizon, which a night may have moved since the office was read.
  if (!ground) return unprocessable('slot_beyond_window', 'The planning does not reach that day yet.');
  const slot = slotAt(ground.day, epochSeconds(cmd.start));
  if (!slot) return unprocessable('slot_off_grid', 'No slot of the planning starts then.');
  if (ground.blocked) return conflict('slot_blocked', 'The office is not available then.');
  const lane = laneBeside(ground.taken, cmd.visitId, cmd.overbook);
  if (lane === undefined) return slotTaken();
  const { visitId, claimNo, officeId } = cmd;
  return { claim: { visitId, claimNo, officeId, lane, held: true, span: slot }, tz: schedule.tz };
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
