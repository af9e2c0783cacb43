import { deleteRelease, takeReleases } from '../outbound/postgres/claim-release-repository';
import { INTENT_GRACE_S } from './commit-change';
import type { ClaimRef, Deps } from './ports';

const WAIT_MS = 2_000;
const BATCH = 50;

export type ReleaseClaims = (claims: readonly ClaimRef[]) => Promise<void>;

/**
 * Frees claims that no longer stand for a visit, after the transaction that said so. Never fails: what cannot be freed now
 * is remembered and freed by the worker, and for a cancelled or moved visit by the event too.
 */
export const makeReleaseClaims =
  (d: Pick<Deps, 'postgres' | 'scheduling' | 'log'>): ReleaseClaims =>
  async (claims) => {
    await Promise.all(
      claims.map(async (claim) => {
        try {
          await d.scheduling.release(claim, new Date(Date.now() + WAIT_MS));
          await deleteRelease(d.postgres, claim);
        } catch (error) {
          d.log.warn({ err: error, visitId: claim.visitId, claimNo: claim.claimNo }, 'a claim waits to be freed');
        }
      }),
    );
  };

/** One round over the claims still to be freed; true when there may be more. */
export const makeReleaseRound = (d: Pick<Deps, 'postgres' | 'scheduling' | 'log' | 'clock'>) => {
  const release = makeReleaseClaims(d);
  return async (): Promise<boolean> => {
    const due = await takeReleases(d.postgres, d.clock.now(), INTENT_GRACE_S, BATCH);
    await release(due);
    return due.length === BATCH;
  };
};
