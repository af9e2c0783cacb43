import { emptyOffice, type OfficeState } from '../domain/office';
import { RememberedOffices } from './remembered-offices';

const anOffice = (officeId: string, emails = 0, last = 1): OfficeState => ({
  ...emptyOffice(officeId),
  last,
  emails: new Map(Array.from({ length: emails }, (_, n) => [`${n}@exemple.fr`, Temporal.Now.instant()])),
});

test('the longest unused offices go when all weigh too much', () => {
  const remembered = new RememberedOffices(1_000);
  for (let n = 0; n < 10; n += 1) remembered.keep(anOffice(`office ${n}`));
  expect(remembered.size).toBe(10);
  remembered.get('office 0');
  remembered.keep(anOffice('with a list', 150));
  expect(remembered.get('office 0')).toBeDefined();
  expect(remembered.get('office 1')).toBeUndefined();
  expect(remembered.get('with a list')).toBeDefined();
});

test('an older state never replaces a newer one', () => {
  const remembered = new RememberedOffices();
  remembered.keep(anOffice('office', 0, 3));
  remembered.advance(anOffice('office', 0, 2));
  expect(remembered.get('office')?.last).toBe(3);
});
