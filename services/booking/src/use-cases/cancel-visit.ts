import type { Person } from '@creneau/chassis';
import { cancelRefusal } from '../domain/cancel-policy';
import { type Actor, cancel, type Visit } from '../domain/visit';
import { findCancelPolicy } from '../outbound/postgres/office-repository';
import { findVisit, lockVisit } from '../outbound/postgres/visit-repository';
import { saveChange, tellEvents } from './commit-change';
import type { Deps } from './ports';
import { makeReleaseClaims } from './release-claims';
import { requireVersion, visitNotFound } from './visit-guards';

export interface CancelVisit {
  visitId: string;
  person: Person;
  /** Whether the person works for an office, asked only of staff. */
  worksFor(officeId: string): Promise<boolean>;
  /** The version the person saw; 0: whatever it is. */
  expectedVersion: number;
}

/**
 * Cancels a visit: staff of its office any, its patient where the office allows it and in time. Repeating it answers the same.
 * The slot is free when this answers, or soon after. Throws `not_found` (visit_not_found) to anybody else,
 * `conflict` (stale_version, in_progress), and what {@link cancelRefusal} says.
 */
export const makeCancelVisit = (d: Pick<Deps, 'postgres' | 'outbox' | 'clock' | 'scheduling' | 'log'>) => {
  const release = makeReleaseClaims(d);
  return async (cmd: CancelVisit): Promise<Visit> => {
    const found = await findVisit(d.postgres, cmd.visitId);
    const by = found && (await actorFor(found, cmd));
    if (!found || !by) throw visitNotFound();
    const { visit, freed } = await d.postgres.tx(async (tx) => {
      const before = await lockVisit(tx, cmd.visitId);
      if (!before) throw visitNotFound();
      const at = d.clock.now();
      const change = cancel(before, by, at);
      if (change.visit === before) return change;
      requireVersion(before, cmd.expectedVersion);
      if (by.kind === 'patient') {
        const no = cancelRefusal(before, await findCancelPolicy(tx, before.officeId), at);
        if (no) throw no;
      }
      await saveChange(tx, d, before, change);
      await tellEvents(tx, d, change.events);
      return change;
    });
    await release(freed.map((claimNo) => ({ officeId: visit.officeId, visitId: visit.id, claimNo })));
    return visit;
  };
};

/** As whom the person may act on the visit; staff of the office first, which no cut-off binds. */
const actorFor = async (visit: Visit, { person, worksFor }: CancelVisit): Promise<Actor | undefined> => {
  const mayWork = person.roles.includes('secretary') || person.roles.includes('practitioner');
  if (mayWork && (await worksFor(visit.officeId))) return { kind: 'staff', id: person.id };
  return visit.patientId === person.id ? { kind: 'patient', id: person.id } : undefined;
};
