import { type Fact, factOf, type Tx } from '@creneau/chassis';
import { AbsenceMarked, VisitBooked, VisitCancelled, VisitMoved } from '@creneau/proto/booking/v1/events';
import type { Change, Visit, VisitEvent } from '../domain/visit';
import { addReleases } from '../outbound/postgres/claim-release-repository';
import { saveVisit } from '../outbound/postgres/visit-repository';
import { actorKind, visitFacts } from './messages';
import type { Deps } from './ports';

/** A caller that lives finishes its intent itself within this time; then the worker looks after it. */
export const INTENT_GRACE_S = 5;

/**
 * Compare-and-set of a transition, with the claims it frees remembered in the same transaction. False when the visit no
 * longer stood as the transition found it. Its events follow by {@link tellEvents}, last in the transaction.
 */
export const saveChange = async (
  tx: Tx,
  d: Pick<Deps, 'clock'>,
  before: Visit,
  { visit, freed }: Change,
): Promise<boolean> => {
  if (visit === before) return true;
  const dueAt = d.clock.now().add({ seconds: INTENT_GRACE_S });
  if (!(await saveVisit(tx, before, visit, dueAt))) return false;
  const { officeId, id: visitId } = visit;
  if (freed.length > 0)
    await addReleases(
      tx,
      freed.map((claimNo) => ({ officeId, visitId, claimNo })),
      dueAt,
    );
  return true;
};

export const tellEvents = async (tx: Tx, d: Pick<Deps, 'outbox'>, events: readonly VisitEvent[]): Promise<void> => {
  await d.outbox.addAll(tx, events.map(toFact));
};

/** The fact that tells of an event, in the trace of whoever calls this. */
export const toFact = (event: VisitEvent): Fact => {
  const key = event.visit.officeId;
  const visit = visitFacts(event.visit);
  switch (event.type) {
    case 'booked':
      return factOf(key, VisitBooked, { visit, by: actorKind(event.by) });
    case 'moved':
      return factOf(key, VisitMoved, {
        visit,
        by: actorKind(event.by),
        previousStartsAt: event.previousStartsAt,
        releasedClaimNo: event.releasedClaimNo,
      });
    case 'cancelled':
      return factOf(key, VisitCancelled, { visit, by: actorKind(event.by), claimNo: event.claimNo });
    case 'absence_marked':
      return factOf(key, AbsenceMarked, { visit });
  }
};
