import { setTimeout as sleep } from 'node:timers/promises';
import {
  countMismatches,
  deleteMismatch,
  findDeadClaims,
  findStandingClaims,
  type MismatchCounts,
  type StandingClaim,
  saveMismatch,
  takeOffices,
} from '../outbound/postgres/reconciler-repository';
import type { ClaimRef, Deps } from './ports';
import { makeReleaseClaims } from './release-claims';

const EVERY_S = 55;
const OFFICES_PER_ROUND = 200;
const AT_ONCE = 4;
/** After an office that agrees, as a multiple of what it took: a round without rests would hold up, each minute anew, those who book. */
const REST = 3;
const MAX_REST_MS = 500;
const CLAIM_WAIT_MS = 2_000;

/** What a comparison found: nothing, if all is well. */
export interface Mismatch {
  visitsWithoutClaim: StandingClaim[];
  claimsWithoutVisit: ClaimRef[];
}

/**
 * Compares the visits ahead of an office with the claims held for it, both ways, claims again what a visit lacks, and frees
 * claims that no visit stands on.
 *
 * Nothing is locked, so the order decides: a claim is asked for only after its visit was written, and a number is never used
 * twice. A claim that was held when the visits are read afterwards, and stands for none of them, can come to stand for
 * none; one that is held still after that, and waits for no release, was forgotten. A visit lacks its claim when it stood on the same number before and after, and scheduling held none in between.
 */
export const makeCompareOffice = (d: Pick<Deps, 'postgres' | 'scheduling' | 'clock' | 'log'>) => {
  const release = makeReleaseClaims(d);
  return async (officeId: string): Promise<Mismatch> => {
    const at = d.clock.now();
    const before = new Set((await findStandingClaims(d.postgres, officeId, at)).map(keyOf));
    const held = await d.scheduling.heldClaims(officeId, at);
    const after = await findStandingClaims(d.postgres, officeId, at);
    const heldKeys = new Set(held.map(keyOf));
    const visitsWithoutClaim = after.filter((claim) => before.has(keyOf(claim)) && !heldKeys.has(keyOf(claim)));
    const claimsWithoutVisit = await heldStill(
      d,
      officeId,
      at,
      held.length > 0 ? await findDeadClaims(d.postgres, held) : [],
    );
    // One after the other, since scheduling takes those of one office so.
    for (const claim of visitsWithoutClaim) await claimAgain(d, claim);
    for (const claim of claimsWithoutVisit) d.log.error(claim, 'a claim is held for no visit: it is freed');
    await release(claimsWithoutVisit);
    return { visitsWithoutClaim, claimsWithoutVisit };
  };
};

/**
 * Scheduling's database may have been restored from before the claim. The number is the visit's own: one that was freed since is
 * refused, and so is a time that somebody else has by now: people must decide then, and the visit is found again each time.
 */
const claimAgain = async (d: Pick<Deps, 'scheduling' | 'log'>, claim: StandingClaim): Promise<void> => {
  try {
    await d.scheduling.claim(claim, new Date(Date.now() + CLAIM_WAIT_MS));
    d.log.warn(claim, 'a visit stood without its claim: it is claimed again');
  } catch (error) {
    d.log.error({ ...claim, err: error }, 'a visit stands without its claim');
  }
};

const heldStill = async (
  d: Pick<Deps, 'scheduling'>,
  officeId: string,
  at: Temporal.Instant,
  claims: readonly ClaimRef[],
): Promise<ClaimRef[]> => {
  if (claims.length === 0) return [];
  const held = new Set((await d.scheduling.heldClaims(officeId, at)).map(keyOf));
  return claims.filter((claim) => held.has(keyOf(claim)));
};

/**
 * One round over the next offices in turn, all within a minute while there are few, and over those that did not agree last time.
 * `report` hears what does not agree by now over all offices, in replicas too whose turn it was not.
 */
export const makeReconcile = (
  d: Pick<Deps, 'postgres' | 'scheduling' | 'clock' | 'log'>,
  report: (found: MismatchCounts) => void,
) => {
  const compare = makeCompareOffice(d);
  /** Resolves to whether the office agrees. */
  const compareAndSave = async (officeId: string, mismatched: ReadonlySet<string>): Promise<boolean> => {
    const { visitsWithoutClaim, claimsWithoutVisit } = await compare(officeId);
    const found = {
      visitsWithoutClaim: visitsWithoutClaim.length,
      claimsWithoutVisit: claimsWithoutVisit.length,
    };
    const agrees = found.visitsWithoutClaim + found.claimsWithoutVisit === 0;
    if (!agrees) await saveMismatch(d.postgres, officeId, found);
    else if (mismatched.has(officeId)) await deleteMismatch(d.postgres, officeId);
    return agrees;
  };

  return async (isStopping: () => boolean = () => false): Promise<void> => {
    const turn = await takeOffices(d.postgres, d.clock.now(), EVERY_S, OFFICES_PER_ROUND);
    const mismatched = new Set(turn?.mismatched);
    const waiting = [...new Set([...mismatched, ...(turn?.offices ?? [])])];
    const failures: unknown[] = [];
    const work = async (): Promise<void> => {
      // Whom a stop leaves out is compared in the next turn.
      for (let officeId = waiting.shift(); officeId && !isStopping(); officeId = waiting.shift()) {
        const beganMs = performance.now();
        const agrees = await compareAndSave(officeId, mismatched).catch((error: unknown) => {
          failures.push(error);
          return true;
        });
        if (agrees) await sleep(Math.min(REST * (performance.now() - beganMs), MAX_REST_MS));
      }
    };
    await Promise.all(Array.from({ length: AT_ONCE }, work));
    if (isStopping()) return;
    report(await countMismatches(d.postgres));
    if (failures.length > 0)
      throw new Error(`${failures.length} offices could not be compared`, { cause: failures[0] });
  };
};

const keyOf = ({ visitId, claimNo }: ClaimRef): string => `${visitId} ${claimNo}`;
