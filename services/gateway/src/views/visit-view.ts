import { AppError } from '@creneau/chassis';
import { type Visit, type VisitFacts, VisitState } from '@creneau/proto/booking/v1/messages';
import type * as z from 'zod';
import type { Appointment } from '../api/appointments';
import { officeInstant, utcInstant } from './office-time';

type AppointmentView = z.input<typeof Appointment>;

const STATES: Record<VisitState, AppointmentView['state']> = {
  [VisitState.UNSPECIFIED]: 'requested',
  [VisitState.REQUESTED]: 'requested',
  [VisitState.BOOKED]: 'booked',
  [VisitState.CANCELLED]: 'cancelled',
  [VisitState.REFUSED]: 'refused',
};

/** A message that its service always fills. */
export const present = <T>(message: T | undefined): T => {
  if (message === undefined) throw new AppError('internal', 'internal_error', 'A service left out a message.');
  return message;
};

/** proto3 has no absent text: an empty one means none. */
export const textOrNull = (text: string): string | null => (text === '' ? null : text);

export const factsOf = (visit: Visit | undefined): VisitFacts => present(present(visit).facts);

export const appointmentView = (visit: Visit | undefined): AppointmentView => {
  const { reason, phone } = present(visit);
  const facts = factsOf(visit);
  return {
    appointmentId: facts.visitId,
    officeId: facts.officeId,
    state: STATES[facts.state],
    startsAt: officeInstant(facts.startsAt, facts.timeZone),
    endsAt: officeInstant(facts.endsAt, facts.timeZone),
    timeZone: facts.timeZone,
    reason: textOrNull(reason),
    phone: textOrNull(phone),
    teleconsultation: facts.teleconsultation,
    absence: facts.unjustifiedAbsence,
    priceCents: facts.priceCents === 0 ? null : facts.priceCents,
    bookedAt: facts.bookedAt ? utcInstant(facts.bookedAt) : null,
    version: facts.version,
  };
};
