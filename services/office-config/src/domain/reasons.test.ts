import { faultOfReason, type Reason, reasonsForPatients, tidyReason } from './reasons';

const table = (...texts: string[]): Reason[] => texts.map((text, index) => ({ id: String(index), text }));

test.each([
  ['', 'required'],
  ['x'.repeat(121), 'too_long'],
  ['deux\nlignes', 'one_line'],
  ['première visite', 'reason_listed'],
])('the reason %j is refused as %s', (text, rule) => {
  expect(faultOfReason(table('Première visite'), text)?.rule).toBe(rule);
});

test('the table holds fifty', () => {
  const texts = Array.from({ length: 50 }, (_, n) => `motif ${n}`);
  expect(faultOfReason(table(...texts.slice(1)), 'motif 0')).toBeUndefined();
  expect(faultOfReason(table(...texts), 'un de trop')?.rule).toBe('too_many');
});

test('several reasons may hold the reserved word', () => {
  expect(faultOfReason(table('téléconsultation (téléphone)'), 'téléconsultation (WhatsApp)')).toBeUndefined();
});

test('blanks are one blank', () => expect(tidyReason('  suivi   annuel ')).toBe('suivi annuel'));

describe('patients see', () => {
  test('the table in mode T', () => {
    expect(reasonsForPatients({ reasonMode: 'table' }, table('Suivi', '--- autre'))).toHaveLength(2);
  });
  test.each([[[]], [['---']], [['— aucun motif —']], [[' - pas de motif']]])(
    'no reason asked in mode T with the table %j',
    (texts) => expect(reasonsForPatients({ reasonMode: 'table' }, table(...texts))).toEqual([]),
  );
  test('no table in mode L', () => {
    expect(reasonsForPatients({ reasonMode: 'free_text' }, table('Suivi'))).toEqual([]);
  });
});
