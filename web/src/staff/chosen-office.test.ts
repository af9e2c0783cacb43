import { officeAmong, officeLabel } from './chosen-office';

const offices = [{ officeId: 'first' }, { officeId: 'second' }];

test('the office is the one chosen, and the first without a choice that still holds', () => {
  expect(officeAmong(offices, 'second')?.officeId).toBe('second');
  expect(officeAmong(offices, null)?.officeId).toBe('first');
  expect(officeAmong(offices, 'left since')?.officeId).toBe('first');
  expect(officeAmong([], 'second')).toBeUndefined();
});

test('an office is told by its practitioner, and by its city where it is known', () => {
  const office = { firstName: 'Hélène', lastName: 'Delmas' };
  expect(officeLabel({ ...office, city: 'Paris' })).toBe('Hélène Delmas, Paris');
  expect(officeLabel({ ...office, city: '' })).toBe('Hélène Delmas');
});
