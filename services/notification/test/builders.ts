import { randomBytes, randomUUID } from 'node:crypto';
import { ActorKind, type Visit, VisitState } from '@creneau/proto/booking/v1/messages';
import type { Person } from '@creneau/proto/identity/v1/messages';
import type { Letter, OfficeCard } from '../src/domain/letter';
import type { MailKind, VisitFacts } from '../src/domain/mail';

export const at = (instant: string): Temporal.Instant => Temporal.Instant.from(instant);

/** Tuesday 12 January 2027, 9:15 in Paris. */
export const STARTS_AT = at('2027-01-12T08:15:00Z');

export const aVisit = (change: Partial<VisitFacts> = {}): VisitFacts => ({
  visitId: randomUUID(),
  officeId: randomUUID(),
  patientId: randomUUID(),
  state: 'booked',
  startsAt: STARTS_AT,
  scheduleRevision: 1,
  ...change,
});

export const anOffice = (change: Partial<OfficeCard> = {}): OfficeCard => ({
  officeId: '5b0e7c9a-0000-4000-8000-000000000001',
  ownerId: randomUUID(),
  practitioner: 'Hélène Delmas',
  address: ['12 rue des Lilas', '75011 Paris'],
  access: 'Digicode 12B\nDeuxième étage',
  phone: '01 23 45 67 89',
  patientsMayCancel: true,
  cancelCutoffHours: 0,
  ...change,
});

export const aLetter = (kind: MailKind = 'confirmation', change: Partial<Letter> = {}): Letter => ({
  key: { visitId: '0b0e7c9a-0000-4000-8000-00000000000f', scheduleRevision: 3, kind },
  by: 'patient',
  recipient: { name: 'Patrick Plisson', address: 'patrick@exemple.fr', language: 'fr' },
  patient: 'Patrick Plisson',
  office: anOffice(),
  startsAt: STARTS_AT,
  endsAt: STARTS_AT.add({ minutes: 15 }),
  previousStartsAt: null,
  timeZone: 'Europe/Paris',
  teleconsultation: false,
  writtenAt: at('2027-01-05T10:00:00Z'),
  ...change,
});

/** As identity answers one. */
export const aPerson = (change: Partial<Person> = {}): Person => ({
  id: randomUUID(),
  login: '',
  lastName: 'Plisson',
  firstName: 'Patrick',
  email: `${randomBytes(6).toString('hex')}@exemple.test`,
  emailVerified: true,
  locale: 'fr',
  version: 1,
  ...change,
});

/** As booking answers one. */
export const aVisitOf = (patient: Person, officeId: string, startsAt: string, bookedAt: Temporal.Instant): Visit => ({
  facts: {
    visitId: randomUUID(),
    officeId,
    patientId: patient.id,
    state: VisitState.BOOKED,
    startsAt: at(startsAt),
    endsAt: at(startsAt).add({ minutes: 15 }),
    timeZone: 'Europe/Paris',
    teleconsultation: false,
    unjustifiedAbsence: false,
    version: 1,
    scheduleRevision: 1,
    bookedAt,
    priceCents: 0,
    claimNo: 1,
  },
  reason: 'mal de dos',
  phone: '',
  patientLastName: patient.lastName,
  patientFirstName: patient.firstName,
  changedBy: ActorKind.PATIENT,
  changedById: patient.id,
  changedAt: bookedAt,
});

export const factsOf = (visit: Visit): NonNullable<Visit['facts']> => {
  if (!visit.facts) throw new Error('a visit without facts');
  return visit.facts;
};
