import { BookingMode, ReasonMode } from '@creneau/proto/officeconfig/v1/messages';
import { SettingsInput } from '../api/profile';
import { profileView, settingsMessage, settingsView } from './settings-view';

const SAVED = {
  officeId: '5f0c2d0e-8a4e-4b43-9a51-3f6c0a4a9f10',
  version: 3,
  authorId: 'c0de0000-0000-4000-8000-000000000003',
  savedAt: Temporal.Instant.from('2027-01-10T09:00:00Z'),
  timeZone: 'Indian/Reunion',
  mainFunction: 'Chirurgien-dentiste',
  specialities: 'Chirurgien-dentiste\nDU de parodontologie',
  paymentMeans: ['Carte', 'Chèque'],
  transport: '',
  access: 'Ascenseur',
  windowDays: 90,
  visitKinds: '',
  conventionType: 'Secteur 1',
  vitaleCard: true,
  patientsMayCancel: true,
  cancelCutoffHours: 24,
  visitMinutes: 15,
  street: '1 rue des Lilas',
  postalCode: '97400',
  city: 'Saint-Denis',
  secretariatPhone: '0262000000',
  bookingMode: BookingMode.LISTED_EMAIL,
  reasonMode: ReasonMode.TABLE,
  weeklyHours: [{ weekday: 1, morning: { start: '09:00', end: '12:00' }, afternoon: undefined }],
  bankDetails: 'FR76 …',
  teleconsultationPriceCents: 2500,
};

describe('the settings document', () => {
  test('comes back from PUT as it went out with GET', () => {
    const read = JSON.parse(JSON.stringify(settingsView(SAVED)));
    const written = settingsMessage(SAVED.officeId, SettingsInput.parse(read));
    expect(written).toEqual({ ...SAVED, authorId: '', savedAt: undefined, timeZone: '', mainFunction: '' });
  });

  test('speaks the letters of the form', () => {
    expect(settingsView(SAVED)).toMatchObject({ bookingMode: 'A', reasonMode: 'T', timeZone: 'Indian/Reunion' });
    expect(settingsView(SAVED).weeklyHours[0]).toEqual({
      weekday: 1,
      morning: { start: '09:00', end: '12:00' },
      afternoon: null,
    });
  });

  test('shows neither bank details nor author to the public', () => {
    const profile = profileView(SAVED);
    expect(profile).not.toHaveProperty('bankDetails');
    expect(profile).not.toHaveProperty('authorId');
  });
});
