import type { Tx } from '@creneau/chassis';
import type { OfficeSchedule } from '../domain/schedule';
import { lockOffice } from '../outbound/postgres/schedule-repository';
import type { Deps } from './ports';

/** Locks the office for a change of its free time, which is told once it is committed. */
export const lockForChange = (
  tx: Tx,
  d: Pick<Deps, 'freeTimeChanged'>,
  officeId: string,
): Promise<OfficeSchedule | undefined> => {
  tx.afterCommit(() => d.freeTimeChanged(officeId));
  return lockOffice(tx, officeId);
};
