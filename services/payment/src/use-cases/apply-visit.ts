import type { Tx } from '@creneau/chassis';
import { type BilledVisit, dueOf, voidBy, voidDueOf } from '../domain/due';
import { insertDue, lockDue, updateDue } from '../outbound/postgres/due-repository';
import type { Deps } from './ports';
import { tellChange } from './tell-change';

/** A booked teleconsultation makes its price due. Repeating it changes nothing. */
export const openDue = async (tx: Tx, d: Pick<Deps, 'outbox' | 'clock'>, visit: BilledVisit): Promise<void> => {
  const due = dueOf(visit, d.clock.now());
  if (due && (await insertDue(tx, due))) await tellChange(tx, d.outbox, due, null);
};

/** A cancelled visit leaves nothing due, except what was paid; nor does its booking, if that comes later. Repeating it changes nothing. */
export const voidDue = async (tx: Tx, d: Pick<Deps, 'outbox' | 'clock'>, visit: BilledVisit): Promise<void> => {
  const now = d.clock.now();
  const nothing = voidDueOf(visit, now);
  if (nothing && (await insertDue(tx, nothing))) {
    await tellChange(tx, d.outbox, nothing, null);
    return;
  }
  const due = await lockDue(tx, visit.officeId, visit.visitId);
  const voided = due && voidBy(due, visit, now);
  if (!voided) return;
  await updateDue(tx, voided);
  if (voided.version > due.version) await tellChange(tx, d.outbox, voided, null);
};
