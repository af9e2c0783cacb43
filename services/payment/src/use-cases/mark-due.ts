import { notFound, unprocessable } from '@creneau/chassis';
import { type Due, type Mark, markAs } from '../domain/due';
import { lockDue, updateDue } from '../outbound/postgres/due-repository';
import type { Deps } from './ports';
import { tellChange } from './tell-change';

export interface MarkDue {
  officeId: string;
  visitId: string;
  mark: Mark;
  markedBy: string;
}

/**
 * Records what staff say of a due, with who and when. Saying the same again changes nothing.
 * Throws `not_found` (due_not_found) and `unprocessable` (due_void) when the visit was cancelled.
 */
export const makeMarkDue =
  (d: Pick<Deps, 'postgres' | 'outbox' | 'clock'>) =>
  (cmd: MarkDue): Promise<Due> =>
    d.postgres.tx(async (tx) => {
      const due = await lockDue(tx, cmd.officeId, cmd.visitId);
      if (!due) throw notFound('due_not_found', 'Nothing is known to be due for this visit.');
      const marked = markAs(due, cmd.mark, d.clock.now());
      if (marked === 'refused') throw unprocessable('due_void', 'The visit was cancelled: nothing is due.');
      if (!marked) return due;
      await updateDue(tx, marked);
      await tellChange(tx, d.outbox, marked, cmd.markedBy);
      return marked;
    });
