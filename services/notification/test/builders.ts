import { randomUUID } from 'node:crypto';
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
