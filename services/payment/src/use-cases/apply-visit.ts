import type { Tx } from '@creneau/chassis';
import { type BilledVisit, dueOf, voidBy } from '../domain/due';
import { insertDue, lockDue, updateDue } from '../outbound/postgres/due-repository';
import type { Deps } from './ports';
import { tellChange } from './tell-change';

/** A booked teleconsultation makes its price due. Repeating it changes nothing. */
export const openDue = async (tx: Tx, d: Pick<Deps, 'outbox' | 'clock'>, visit: BilledVisit): Promise<void> => {
  const due = dueOf(visit, d.clock.now());
  if (due && (await insertDue(tx, due))) await tellChange(tx, d.outbox, due, null);
};

/** A cancelled visit leaves nothing due, except what was paid. Repeating it changes nothing. */
export const voidDue = async (tx: Tx, d: Pick<Deps, 'outbox' | 'clock'>, visit: BilledVisit): Promise<void> => {
  const due = await lockDue(tx, visit.officeId, visit.visitId);
  const voided = due && voidBy(due, visit, d.clock.now());
  if (!voided) return;
  await updateDue(tx, voided);
  await tellChange(tx, d.outbox, voided, null);
};
