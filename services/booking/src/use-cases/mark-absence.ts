import { markAbsence, type Visit } from '../domain/visit';
import { findVisit, lockVisit } from '../outbound/postgres/visit-repository';
import { saveChange, tellEvents } from './commit-change';
import type { Deps } from './ports';
import { visitNotFound } from './visit-guards';

export interface MarkAbsence {
  visitId: string;
  absent: boolean;
  /** Answers who acts. Throws `not_found` (visit_not_found) unless she works for the office. */
  requireStaff(officeId: string): Promise<{ id: string }>;
}

/**
 * Marks an unjustified absence from a visit that has begun (F2), or takes the mark back.
 * Throws `not_found` (visit_not_found), `unprocessable` (visit_not_open, visit_not_past).
 */
export const makeMarkAbsence =
  (d: Pick<Deps, 'postgres' | 'outbox' | 'clock'>) =>
  async (cmd: MarkAbsence): Promise<Visit> => {
    const found = await findVisit(d.postgres, cmd.visitId);
    if (!found) throw visitNotFound();
    const { id } = await cmd.requireStaff(found.officeId);
    return d.postgres.tx(async (tx) => {
      const before = await lockVisit(tx, cmd.visitId);
      if (!before) throw visitNotFound();
      const change = markAbsence(before, cmd.absent, { kind: 'staff', id }, d.clock.now());
      await saveChange(tx, d, before, change);
      await tellEvents(tx, d, change.events);
      return change.visit;
    });
  };
