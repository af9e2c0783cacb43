import { instantField, uuidField } from '@creneau/chassis';
import { ActorKind, type VisitFacts as VisitFactsMessage, VisitState } from '@creneau/proto/booking/v1/messages';
import type { Actor, VisitFacts } from '../../domain/mail';

/** Booking's facts in our terms. Throws `invalid` when they lack an id or the time. */
export const toVisitFacts = (visit: VisitFactsMessage): VisitFacts => ({
  visitId: uuidField('visit.visitId', visit.visitId),
  officeId: uuidField('visit.officeId', visit.officeId),
  patientId: visit.patientId === '' ? null : uuidField('visit.patientId', visit.patientId),
  state: toState(visit.state),
  startsAt: instantField('visit.startsAt', visit.startsAt),
  scheduleRevision: visit.scheduleRevision,
});

export const toActor = (by: ActorKind): Actor => {
  if (by === ActorKind.PATIENT) return 'patient';
  return by === ActorKind.STAFF ? 'staff' : 'system';
};

const toState = (state: VisitState): VisitFacts['state'] => {
  if (state === VisitState.BOOKED) return 'booked';
  return state === VisitState.CANCELLED ? 'cancelled' : 'other';
};
