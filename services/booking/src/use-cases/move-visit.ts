import { beginMove, type Visit } from '../domain/visit';
import { findVisit, lockVisit } from '../outbound/postgres/visit-repository';
import { onIntent } from './claim-within';
import { saveChange } from './commit-change';
import { makeFinishMove } from './finish-move';
import type { Deps } from './ports';
import { requireVersion, visitNotFound } from './visit-guards';

export interface MoveVisit {
  visitId: string;
  startsAt: Temporal.Instant;
  /** The version the person saw; 0: whatever it is. */
  expectedVersion: number;
  /** Answers who acts. Throws `not_found` (visit_not_found) unless she works for the office. */
  requireStaff(officeId: string): Promise<{ id: string }>;
  deadline: Date;
}

/**
 * Moves a visit to another start of its office, by an intent of its own. To the time it has already nothing changes.
 * Throws `not_found` (visit_not_found), `conflict` (stale_version, in_progress), `unprocessable` (visit_not_open,
 * visit_past), and what {@link makeFinishMove} throws.
 */
export const makeMoveVisit = (d: Pick<Deps, 'postgres' | 'outbox' | 'clock' | 'scheduling' | 'log'>) => {
  const finish = makeFinishMove(d);
  return async (cmd: MoveVisit): Promise<Visit> => {
    const found = await findVisit(d.postgres, cmd.visitId);
    if (!found) throw visitNotFound();
    const { id } = await cmd.requireStaff(found.officeId);
    const visit = await d.postgres.tx(async (tx) => {
      const before = await lockVisit(tx, cmd.visitId);
      if (!before) throw visitNotFound();
      const change = beginMove(before, cmd.startsAt, { kind: 'staff', id }, d.clock.now());
      if (change.visit === before) return before;
      requireVersion(before, cmd.expectedVersion);
      await saveChange(tx, d, before, change);
      return change.visit;
    });
    const { move } = visit;
    return move ? onIntent(() => finish(visit, move, cmd.deadline)) : visit;
  };
};
