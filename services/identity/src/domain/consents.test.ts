import { type Consents, consentFaults, sameConsents } from './consents';

const TODAY = Temporal.PlainDate.from('2026-11-24');
const someConsents = (change: Partial<Consents> = {}): Consents => ({
  termsVersion: '2026-11',
  birthDate: null,
  postalCode: '',
  city: '',
  ...change,
});
const date = (text: string) => Temporal.PlainDate.from(text);

test('only the text that was agreed to is required', () => {
  expect(consentFaults(someConsents(), TODAY)).toEqual([]);
  expect(consentFaults(someConsents({ termsVersion: '' }), TODAY)).toMatchObject([{ field: 'termsVersion' }]);
});

test.each([
  ['2026-11-24', true],
  ['1900-02-28', true],
  ['2026-11-25', false],
  ['1890-01-01', false],
])('a birth on %s: plausible is %s', (birth, plausible) => {
  const faults = consentFaults(someConsents({ birthDate: date(birth) }), TODAY);
  expect(faults.map((fault) => fault.rule)).toEqual(plausible ? [] : ['birth_date_implausible']);
});

test.each([
  ['75011', true],
  ['97400', true],
  ['2A004', false],
  ['7501', false],
])('the postal code %s: well formed is %s', (postalCode, wellFormed) => {
  const faults = consentFaults(someConsents({ postalCode }), TODAY);
  expect(faults.map((fault) => fault.rule)).toEqual(wellFormed ? [] : ['postal_code']);
});

test('a city holds no control character', () => {
  expect(consentFaults(someConsents({ city: 'Ly\0on' }), TODAY)).toMatchObject([{ field: 'city', rule: 'characters' }]);
});

test('the same again is recognised, another city is not', () => {
  const given = someConsents({ birthDate: date('1980-05-01'), city: 'Lyon' });
  expect(sameConsents(given, someConsents({ birthDate: date('1980-05-01'), city: 'Lyon' }))).toBe(true);
  expect(sameConsents(given, someConsents({ birthDate: date('1980-05-01'), city: 'Paris' }))).toBe(false);
  expect(sameConsents(given, someConsents({ city: 'Lyon' }))).toBe(false);
});
