import type { Settings } from '../api/staff';
import { centsOf, documentOf, formField, priceText, settingsFaults, valuesOf } from './form-values';

const settings: Settings = {
  officeId: 'o',
  specialities: 'Chirurgien-dentiste \nDiplômé de Nice',
  paymentMeans: ['Carte bancaire', 'Chèque'],
  transport: 'Tram 1',
  access: '2e étage',
  windowDays: 90,
  visitKinds: '',
  conventionType: 'Secteur 1',
  vitaleCard: true,
  patientsMayCancel: false,
  cancelCutoffHours: 0,
  visitMinutes: 15,
  street: '8, place Leclerc',
  postalCode: '06000',
  city: 'Nice',
  secretariatPhone: '0493000000',
  bookingMode: 'A',
  reasonMode: 'T',
  weeklyHours: [{ weekday: 2, morning: { start: '09:00', end: '12:00' }, afternoon: null }],
  bankDetails: null,
  teleconsultationPriceCents: 2550,
  version: 4,
  timeZone: 'Europe/Paris',
  authorId: null,
  savedAt: null,
};

it('sends back what it was filled from', () => {
  const document = documentOf(valuesOf(settings), settings.version);
  const { officeId: _office, timeZone: _zone, authorId: _author, savedAt: _saved, weeklyHours, ...rest } = settings;
  expect(document).toMatchObject({ ...rest, specialities: 'Chirurgien-dentiste \nDiplômé de Nice' });
  expect(document.weeklyHours).toHaveLength(7);
  expect(document.weeklyHours[1]).toEqual(weeklyHours[0]);
  expect(document.weeklyHours[0]).toEqual({ weekday: 1, morning: null, afternoon: null });
});

it('finds nothing to say about settings that are right', () => {
  expect(settingsFaults(valuesOf(settings))).toEqual({});
});

it('names what is wrong by field', () => {
  const values = valuesOf({ ...settings, specialities: ' ', visitMinutes: 0, postalCode: '6000', city: '' });
  values.weeklyHours[1] = { morning: { start: '9:00', end: '12:00' }, afternoon: { start: '', end: '' } };
  values.teleconsultationPrice = 'vingt';
  expect(settingsFaults(values)).toEqual({
    specialities: 'specialities',
    visitMinutes: 'length',
    postalCode: 'postalCode',
    city: 'city',
    teleconsultationPrice: 'price',
    'weeklyHours.1.morning.start': 'hours.form',
  });
});

it('reads prices as people type them', () => {
  expect(centsOf('25')).toBe(2500);
  expect(centsOf(' 25,5 €')).toBe(2550);
  expect(centsOf('25.50')).toBe(2550);
  expect(centsOf('')).toBeNull();
  expect(centsOf('25,555')).toBeUndefined();
  expect(priceText(2550)).toBe('25,50');
  expect(priceText(2500)).toBe('25');
  expect(priceText(null)).toBe('');
});

it('knows which field of the form answers for one of the document', () => {
  expect(formField('teleconsultationPriceCents')).toBe('teleconsultationPrice');
  expect(formField('paymentMeans.2')).toBe('paymentMeans');
  expect(formField('weeklyHours.0.morning.start')).toBe('weeklyHours.0.morning.start');
});
