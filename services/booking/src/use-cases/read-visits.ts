import type { Person } from '@creneau/chassis';
import { cancelRefusal } from '../domain/cancel-policy';
import { isUnpaid, KEPT_DAYS } from '../domain/follow-up';
import { findPlanningHead, type HomeVisits } from '../outbound/postgres/office-repository';
import { findPlannedVisits, type PlannedVisit } from '../outbound/postgres/planning-repository';
import { findPatientViews, findView, findViews, type VisitView } from '../outbound/postgres/view-repository';
import type { Deps } from './ports';
import { visitNotFound } from './visit-guards';

export interface OwnVisit extends VisitView {
  unpaid: boolean;
  mayCancel: boolean;
}

export interface OfficePlanning {
  visits: PlannedVisit[];
  homeVisits: HomeVisits;
  /** The visits include every fact of the office up to this one. */
  sequence: number;
}

export interface GetVisit {
  visitId: string;
  /** Undefined: a service asks in its own name. */
  person: Person | undefined;
  worksFor(officeId: string): Promise<boolean>;
}

export const makeReadVisits = (d: Pick<Deps, 'postgres' | 'clock'>) => {
  /** A day more than the kept ones, so that the oldest is whole in every zone. */
  const keptSince = (): Temporal.Instant => d.clock.now().subtract({ hours: 24 * (KEPT_DAYS + 1) });

  /** The person's visits: coming, the last 30 days, and what is followed up whatever its age. */
  const mine = async (personId: string): Promise<OwnVisit[]> => {
    const at = d.clock.now();
    const views = await findPatientViews(d.postgres, personId, keptSince());
    return views.map((view) => ({
      ...view,
      unpaid: isUnpaid(view.visit, view.settled, at),
      mayCancel: view.visit.state === 'booked' && cancelRefusal(view.visit, view.policy, at) === undefined,
    }));
  };

  const find = async (visitId: string): Promise<VisitView> => {
    const view = await findView(d.postgres, visitId);
    if (!view) throw visitNotFound();
    return view;
  };

  /** One visit, for its patient, its office's staff or a service. Throws `not_found` (visit_not_found) to others. */
  const one = async ({ visitId, person, worksFor }: GetVisit): Promise<VisitView> => {
    const view = await find(visitId);
    const { patientId, officeId } = view.visit;
    if (person && person.id !== patientId && !(await worksFor(officeId))) throw visitNotFound();
    return view;
  };

  /** The office's booked visits that end after `from` (30 kept days by default), and what is followed up whatever its age. */
  const planning = async (
    officeId: string,
    from: Temporal.Instant | undefined,
    to: Temporal.Instant | undefined,
  ): Promise<OfficePlanning> => {
    // The head first: the visits read after it hold every fact it counts.
    const { homeVisits, sequence } = await findPlanningHead(d.postgres, officeId);
    const span = { officeId, from: from ?? keptSince(), to: to ?? null, at: d.clock.now() };
    return { visits: await findPlannedVisits(d.postgres, span), homeVisits, sequence };
  };

  return {
    mine,
    one,
    /** Those of them that there are, for a service. */
    several: (visitIds: readonly string[]): Promise<VisitView[]> => findViews(d.postgres, visitIds),
    planning,
    /** A visit that was just changed, as its caller may see it. */
    changed: find,
  };
};
