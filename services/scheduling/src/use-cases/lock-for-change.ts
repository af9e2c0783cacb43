import type { Tx } from '@creneau/chassis';
import type { OfficeSchedule } from '../domain/schedule';
import { lockOffices } from '../outbound/postgres/schedule-repository';
import type { Deps } from './ports';

/** Locks offices for a change of their free time, which is told once it is committed. Of several, those that are held are left out. */
export const lockForChange = async (
  tx: Tx,
  d: Pick<Deps, 'freeTimeChanged'>,
  ...officeIds: readonly string[]
): Promise<ReadonlyMap<string, OfficeSchedule>> => {
  const locked = await lockOffices(tx, officeIds);
  tx.afterCommit(() => {
    for (const officeId of locked.keys()) d.freeTimeChanged(officeId);
  });
  return locked;
};
