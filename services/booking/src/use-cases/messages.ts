import {
  ActorKind,
  VisitState as StateMessage,
  type VisitFacts,
  type Visit as VisitMessage,
} from '@creneau/proto/booking/v1/messages';
import type { Actor, Visit, VisitState } from '../domain/visit';

const STATES: Record<VisitState, StateMessage> = {
  requested: StateMessage.REQUESTED,
  booked: StateMessage.BOOKED,
  cancelled: StateMessage.CANCELLED,
  refused: StateMessage.REFUSED,
};
const ACTORS: Record<Actor['kind'], ActorKind> = {
  patient: ActorKind.PATIENT,
  staff: ActorKind.STAFF,
  system: ActorKind.SYSTEM,
};

export const actorKind = (by: Actor): ActorKind => ACTORS[by.kind];

/** What events carry of a visit: nothing personal. */
export const visitFacts = (visit: Visit): VisitFacts => ({
  visitId: visit.id,
  officeId: visit.officeId,
  patientId: visit.patientId,
  state: STATES[visit.state],
  startsAt: visit.startsAt,
  endsAt: visit.endsAt,
  timeZone: visit.tz,
  teleconsultation: visit.teleconsultation,
  unjustifiedAbsence: visit.absent,
  version: visit.version,
  scheduleRevision: visit.scheduleRevision,
  bookedAt: visit.bookedAt ?? undefined,
  priceCents: visit.priceCents,
  claimNo: visit.claimNo,
});

/** A visit for those who may see it whole. */
export const visitMessage = ({
  visit,
  lastName,
  firstName,
}: {
  visit: Visit;
  lastName: string;
  firstName: string;
}): VisitMessage => ({
  facts: visitFacts(visit),
  reason: visit.reason,
  phone: visit.phone,
  patientLastName: lastName,
  patientFirstName: firstName,
  changedBy: actorKind(visit.changedBy),
  changedById: visit.changedBy.id,
  changedAt: visit.changedAt,
});
