import type { Tx } from '@creneau/chassis';
import { releaseClaim as release } from '../outbound/postgres/claim-repository';
import { lockForChange } from './lock-for-change';
import type { Deps } from './ports';

export interface ReleaseClaim {
  officeId: string;
  visitId: string;
  claimNo: number;
}

/** Frees a claim, or makes sure that it can never arrive. Repeating it changes nothing. */
export const makeReleaseClaim =
  (d: Pick<Deps, 'postgres' | 'clock' | 'queue' | 'freeTimeChanged'>) =>
  (cmd: ReleaseClaim): Promise<void> =>
    d.queue(cmd.officeId, () => d.postgres.tx((tx) => releaseClaim(tx, d, cmd)));

/** The same within a transaction, for the event that repeats a release. */
export const releaseClaim = async (
  tx: Tx,
  d: Pick<Deps, 'clock' | 'freeTimeChanged'>,
  cmd: ReleaseClaim,
): Promise<void> => {
  await lockForChange(tx, d, cmd.officeId);
  await release(tx, cmd.officeId, cmd.visitId, cmd.claimNo, d.clock.now());
};
