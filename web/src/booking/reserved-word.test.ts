import { dialled, isTeleconsultation, looksLikePhone } from './reserved-word';

it.each([
  'téléconsultation',
  'Visite par TÉLÉCONSULTATION',
  'teleconsultation par Facetime',
  'te\u0301le\u0301consultation',
])('finds the reserved word in %p', (reason) => expect(isTeleconsultation(reason)).toBe(true));

it.each(['', 'consultation', 'télé consultation'])('does not find it in %p', (reason) =>
  expect(isTeleconsultation(reason)).toBe(false),
);

it('knows a number that can be dialled', () => {
  expect(looksLikePhone('06 12 34 56 78')).toBe(true);
  expect(looksLikePhone('+33 6 12 34 56 78')).toBe(true);
  expect(looksLikePhone('0612')).toBe(false);
  expect(looksLikePhone('appelez-moi 0612345678')).toBe(false);
  expect(dialled('06 12.34-56 78')).toBe('tel:0612345678');
});
