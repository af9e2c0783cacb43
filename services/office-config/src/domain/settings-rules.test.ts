import { DEFAULT_SETTINGS } from './settings';
import { checkSettings, mainFunction, type SettingsDraft } from './settings-rules';

const aDraft = (change: Partial<SettingsDraft> = {}): SettingsDraft => ({
  ...DEFAULT_SETTINGS,
  specialities: 'Médecin généraliste\nDU de médecine du sport',
  paymentMeans: ['Carte bancaire', 'Chèque'],
  postalCode: '75011',
  city: 'Paris',
  secretariatPhone: '01 45 67 89 01',
  weeklyHours: [{ weekday: 1, morning: { start: '09:00', end: '12:00' } }],
  ...change,
});
const rules = (change: Partial<SettingsDraft>) =>
  checkSettings(aDraft(change)).faults.map(({ field, rule }) => `${field} ${rule}`);

test('a complete form has no fault', () => expect(rules({})).toEqual([]));

test.each<[string, Partial<SettingsDraft>, string[]]>([
  ['no speciality', { specialities: '  \n ' }, ['specialities required']],
  ['no main function', { specialities: '1er cabinet' }, ['specialities main_function']],
  ['a long text', { access: 'x'.repeat(4_001) }, ['access too_long']],
  ['a NUL', { transport: 'bus\u000056' }, ['transport characters']],
  ['a street of two lines', { street: '1 rue\nde la Paix' }, ['street one_line']],
  ['no postal code', { postalCode: '' }, ['postalCode required']],
  ['no city', { city: ' ' }, ['city required']],
  ['a short postal code', { postalCode: '7501' }, ['postalCode postal_code']],
  ['a foreign postal code', { postalCode: '99123' }, ['postalCode postal_code']],
  ['letters for a postal code', { postalCode: 'SW1A1' }, ['postalCode postal_code']],
  ['a window of 91 days', { windowDays: 91 }, ['windowDays not_an_option']],
  ['a visit of four minutes', { visitMinutes: 4 }, ['visitMinutes range']],
  ['a visit of seven hours', { visitMinutes: 420 }, ['visitMinutes range']],
  ['half a minute', { visitMinutes: 15.5 }, ['visitMinutes range']],
  [
    'a visit longer than the half-day',
    { visitMinutes: 200 },
    ['weeklyHours[0].morning.end half_day_too_short', 'visitMinutes longer_than_half_day'],
  ],
  ['a cut-off of 15 days', { cancelCutoffHours: 337 }, ['cancelCutoffHours range']],
  ['a negative price', { teleconsultationPriceCents: -1 }, ['teleconsultationPriceCents range']],
  ['long bank details', { bankDetails: 'x'.repeat(2_001) }, ['bankDetails too_long']],
  [
    'no modes',
    { bookingMode: undefined, reasonMode: undefined },
    ['bookingMode not_an_option', 'reasonMode not_an_option'],
  ],
  ['half a phone number', { secretariatPhone: '06 12 34' }, ['secretariatPhone phone']],
  [
    'too many payment means',
    { paymentMeans: Array.from({ length: 51 }, (_, n) => `moyen ${n}`) },
    ['paymentMeans too_many'],
  ],
  ['a long payment means', { paymentMeans: ['CB', 'x'.repeat(201)] }, ['paymentMeans[1] too_long']],
  [
    'several faults',
    { specialities: '', postalCode: '1', windowDays: 0, weeklyHours: [{ weekday: 9 }] },
    ['specialities required', 'postalCode postal_code', 'windowDays not_an_option', 'weeklyHours[0].weekday weekday'],
  ],
])('a form with %s is refused', (_, change, expected) => {
  expect(rules(change).sort()).toEqual([...expected].sort());
});

test('texts are tidied and keep their line breaks', () => {
  const { fields } = checkSettings(
    aDraft({
      specialities: ' Sage-femme  \r\n\r\nÉchographies \r\n',
      paymentMeans: [' CB ', '', 'Espèces'],
      city: ' Lyon ',
    }),
  );
  expect(fields.specialities).toBe('Sage-femme\n\nÉchographies');
  expect(fields.paymentMeans).toEqual(['CB', 'Espèces']);
  expect(fields.city).toBe('Lyon');
});

test.each([
  ['Chirurgien-dentiste\nOrthodontie', 'Chirurgien-dentiste'],
  ['Masseur-kinésithérapeute, ostéopathe', 'Masseur-kinésithérapeute'],
  ['Médecin généraliste', 'Médecin'],
  ['- Cardiologue', ''],
  ['42', ''],
])('the main function of %j is %j', (specialities, expected) => {
  expect(mainFunction(specialities)).toBe(expected);
});

test.each([
  ['75011', 'Europe/Paris'],
  ['20000', 'Europe/Paris'],
  ['01000', 'Europe/Paris'],
  ['97110', 'America/Guadeloupe'],
  ['97133', 'America/St_Barthelemy'],
  ['97150', 'America/Marigot'],
  ['97200', 'America/Martinique'],
  ['97300', 'America/Cayenne'],
  ['97400', 'Indian/Reunion'],
  ['97500', 'America/Miquelon'],
  ['97600', 'Indian/Mayotte'],
  ['98000', 'Europe/Paris'],
  ['98600', 'Pacific/Wallis'],
  ['98713', 'Pacific/Tahiti'],
  ['98742', 'Pacific/Marquesas'],
  ['98755', 'Pacific/Gambier'],
  ['98800', 'Pacific/Noumea'],
])('the postal code %s lies in %s, a zone that exists', (postalCode, timeZone) => {
  const checked = checkSettings(aDraft({ postalCode }));
  expect(checked).toMatchObject({ timeZone, faults: [] });
  expect(() => Temporal.Now.zonedDateTimeISO(timeZone)).not.toThrow();
});

test.each(['00100', '96000', '97900', '98400', '99000'])('no place has the postal code %s', (postalCode) => {
  expect(rules({ postalCode })).toEqual(['postalCode postal_code']);
});

test.each([
  ['97400', '0262 12 34 56'],
  ['98713', '40 42 12 34'],
  ['97400', '+262 262 12 34 56'],
  ['97400', '01 45 67 89 01'],
  ['75011', '+33145678901'],
  ['06500', '+377 93 15 00 00'],
])('an office in %s may have the phone %s', (postalCode, secretariatPhone) => {
  expect(rules({ postalCode, secretariatPhone })).toEqual([]);
});
