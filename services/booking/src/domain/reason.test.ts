import fc from 'fast-check';
import { namesTeleconsultation, type ReasonTerms, reasonOf } from './reason';

const FREE: ReasonTerms = { mode: 'free', table: [] };
const TABLE: ReasonTerms = { mode: 'table', table: ['Consultation', 'visite par téléconsultation'] };
const fieldsOf = (work: () => unknown) => {
  try {
    work();
  } catch (error) {
    return (error as { fields: { field: string; rule: string }[] }).fields.map(({ field, rule }) => `${field} ${rule}`);
  }
  return [];
};

describe('the reserved word', () => {
  test.each(['téléconsultation', 'TELECONSULTATION', 'une TéLéCoNsUlTaTiOn WhatsApp', 'te\u0301le\u0301consultation'])(
    '%s',
    (text) => expect(namesTeleconsultation(text)).toBe(true),
  );
  test.each(['', 'consultation', 'télé consultation'])('is not in "%s"', (text) =>
    expect(namesTeleconsultation(text)).toBe(false),
  );
  test('is found in any case, accents and surroundings', () => {
    const letters = [...'teleconsultation'].map((letter) =>
      letter === 'e'
        ? fc.constantFrom('e', 'é', 'E', 'É', 'è', 'e\u0301')
        : fc.constantFrom(letter, letter.toUpperCase()),
    );
    fc.assert(
      fc.property(fc.tuple(...letters), fc.string(), fc.string(), (word, before, after) => {
        expect(namesTeleconsultation(`${before} ${word.join('')} ${after}`)).toBe(true);
      }),
    );
  });
});

describe('a reason', () => {
  test('of a teleconsultation gets its mobile number appended', () => {
    expect(reasonOf({ reason: ' visite par téléconsultation ', phone: '06 12 34 56 78' }, FREE)).toEqual({
      text: 'visite par téléconsultation (0612345678)',
      phone: '0612345678',
      teleconsultation: true,
    });
  });
  test('of a teleconsultation is refused without a number, or with one that is no mobile', () => {
    const ask = (phone: string) => fieldsOf(() => reasonOf({ reason: 'téléconsultation', phone }, FREE));
    expect(ask('')).toEqual(['phone required']);
    expect(ask('01 23 45 67 89')).toEqual(['phone mobile_phone']);
    expect(ask('12')).toEqual(['phone mobile_phone']);
  });
  test('may be left out in free text, and any number that can be dialled comes along', () => {
    expect(reasonOf({ reason: '', phone: '' }, FREE)).toEqual({ text: '', phone: '', teleconsultation: false });
    expect(reasonOf({ reason: 'douleur', phone: '01 23 45 67 89' }, FREE).phone).toBe('0123456789');
    expect(reasonOf({ reason: 'douleur', phone: '+32 470 12 34 56' }, FREE).phone).toBe('+32470123456');
    expect(fieldsOf(() => reasonOf({ reason: 'douleur', phone: 'chez moi' }, FREE))).toEqual(['phone phone']);
  });
  test("is one of the office's where there is a table", () => {
    expect(reasonOf({ reason: 'Consultation', phone: '' }, TABLE).text).toBe('Consultation');
    expect(reasonOf({ reason: 'visite par téléconsultation', phone: '+33612345678' }, TABLE).text).toBe(
      'visite par téléconsultation (0612345678)',
    );
    expect(fieldsOf(() => reasonOf({ reason: '', phone: '' }, TABLE))).toEqual(['reason required']);
    expect(fieldsOf(() => reasonOf({ reason: 'autre', phone: '' }, TABLE))).toEqual(['reason not_an_option']);
  });
  test('is not asked by an empty table, which never blocks a booking', () => {
    expect(reasonOf({ reason: 'téléconsultation', phone: '' }, { mode: 'table', table: [] })).toEqual({
      text: '',
      phone: '',
      teleconsultation: false,
    });
  });
});
