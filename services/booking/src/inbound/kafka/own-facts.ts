import { type Event, intField, onEvent, type Subscription, type Tx } from '@creneau/chassis';
import {
  AbsenceMarked,
  HomeVisitsSaved,
  PatientBanned,
  VisitBooked,
  VisitCancelled,
  VisitMoved,
} from '@creneau/proto/booking/v1/events';
import { ActorKind, type VisitFacts, VisitState } from '@creneau/proto/booking/v1/messages';
import {
  reachHomeVisitsVersion,
  restoreBan,
  restorePatient,
  restoreVisit,
} from '../../outbound/postgres/restore-repository';
import type { Deps, Names } from '../../use-cases/ports';

const ACTORS: Partial<Record<ActorKind, 'patient' | 'staff'>> = {
  [ActorKind.PATIENT]: 'patient',
  [ActorKind.STAFF]: 'staff',
};
const UNKNOWN: Names = { lastName: '', firstName: '', version: 0 };

interface OfVisit {
  visit: VisitFacts | undefined;
  by?: ActorKind;
}

/**
 * What this service's own facts bring back into a database restored from before them. Names are asked of identity; a reason,
 * a telephone number and the home-visits text are in no event.
 */
export const ownFacts = ({ people }: Pick<Deps, 'people'>): Subscription[] => {
  const namesOf = async (patientId: string): Promise<Names> =>
    (await people.names([patientId])).get(patientId) ?? UNKNOWN;
  const ofVisit = {
    prepare: ({ data: { visit } }: Event<OfVisit>) => namesOf(visit?.patientId ?? ''),
  };
  const restore = async ({ data: { visit, by }, occurredAt }: Event<OfVisit>, tx: Tx, names: Names): Promise<void> => {
    if (!visit?.startsAt || !visit.endsAt) return;
    // Claims freed by a wrong number would go to others.
    intField('visit.claimNo', visit.claimNo, 1, Number.MAX_SAFE_INTEGER);
    await restorePatient(tx, visit.officeId, visit.patientId, names);
    await restoreVisit(tx, {
      id: visit.visitId,
      officeId: visit.officeId,
      patientId: visit.patientId,
      state: visit.state === VisitState.CANCELLED ? 'cancelled' : 'booked',
      startsAt: visit.startsAt,
      endsAt: visit.endsAt,
      tz: visit.timeZone,
      teleconsultation: visit.teleconsultation,
      priceCents: visit.priceCents,
      absent: visit.unjustifiedAbsence,
      claimNo: visit.claimNo,
      version: visit.version,
      scheduleRevision: visit.scheduleRevision,
      bookedAt: visit.bookedAt ?? occurredAt,
      changedBy: ACTORS[by ?? ActorKind.STAFF] ?? 'system',
      changedAt: occurredAt,
    });
  };
  return [
    onEvent(VisitBooked, restore, ofVisit),
    onEvent(VisitMoved, restore, ofVisit),
    onEvent(VisitCancelled, restore, ofVisit),
    onEvent(AbsenceMarked, restore, ofVisit),
    onEvent(
      PatientBanned,
      async ({ data: { officeId, patientId, ...ban } }, tx, names: Names) => {
        await restorePatient(tx, officeId, patientId, names);
        await restoreBan(tx, officeId, patientId, ban);
      },
      { prepare: ({ data: { patientId } }) => namesOf(patientId) },
    ),
    onEvent(HomeVisitsSaved, ({ data: { officeId, version }, occurredAt }, tx) =>
      reachHomeVisitsVersion(tx, officeId, version, occurredAt),
    ),
  ];
};
