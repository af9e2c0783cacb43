import type { MyAppointment } from '../api/appointments';
import { myOffices, partVisits } from './parts';

const office = (officeId: string) => ({
  officeId,
  lastName: 'Delmas',
  firstName: 'Hélène',
  mainFunction: 'Généraliste',
  street: '',
  postalCode: '06000',
  city: 'Nice',
  bookable: true,
});

const aVisit = (id: string, startsAt: string, changes: Partial<MyAppointment> = {}): MyAppointment => ({
  appointmentId: id,
  officeId: 'o1',
  office: office('o1'),
  state: 'booked',
  startsAt,
  endsAt: new Date(Date.parse(startsAt) + 900_000).toISOString(),
  timeZone: 'Europe/Paris',
  reason: null,
  phone: null,
  teleconsultation: false,
  absence: false,
  priceCents: null,
  bookedAt: null,
  version: 1,
  mayCancel: true,
  unpaid: false,
  ...changes,
});

const now = Date.parse('2027-01-12T09:05:00+01:00');
const ids = (visits: readonly MyAppointment[]) => visits.map((v) => v.appointmentId);

it('keeps a visit under way among those to come, and ends it at its end', () => {
  const visits = [aVisit('later', '2027-01-13T09:00:00+01:00'), aVisit('now', '2027-01-12T09:00:00+01:00')];
  expect(ids(partVisits(visits, now).coming)).toEqual(['now', 'later']);
  expect(ids(partVisits(visits, now + 10 * 60_000).past)).toEqual(['now']);
});

it('shows no cancelled visit as to come', () => {
  expect(partVisits([aVisit('x', '2027-01-13T09:00:00+01:00', { state: 'cancelled' })], now).coming).toEqual([]);
});

it('keeps absences and unpaid teleconsultations beyond the 30 days', () => {
  const visits = [
    aVisit('absent', '2026-06-01T09:00:00+02:00', { absence: true }),
    aVisit('unpaid', '2026-06-02T09:00:00+02:00', { unpaid: true }),
    aVisit('old', '2026-06-03T09:00:00+02:00'),
    aVisit('recent', '2027-01-04T09:00:00+01:00'),
  ];
  const parts = partVisits(visits, now);
  expect(ids(parts.absences)).toEqual(['absent']);
  expect(ids(parts.unpaid)).toEqual(['unpaid']);
  expect(ids(parts.past)).toEqual(['recent']);
});

it('lists the offices of a patient once, the latest first', () => {
  const visits = [
    aVisit('a', '2027-01-01T09:00:00+01:00'),
    aVisit('b', '2027-01-03T09:00:00+01:00', { officeId: 'o2', office: office('o2') }),
    aVisit('c', '2027-01-02T09:00:00+01:00'),
    aVisit('d', '2027-01-04T09:00:00+01:00', { officeId: 'o3', office: null }),
  ];
  expect(myOffices(visits).map((o) => o.officeId)).toEqual(['o2', 'o1']);
});
