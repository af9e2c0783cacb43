import { type Claim, laneBeside } from './claim';

const aClaim = (change: Partial<Claim>): Claim => ({
  visitId: 'other',
  claimNo: 1,
  officeId: 'office',
  lane: 0,
  held: true,
  span: { startS: 0, endS: 900 },
  ...change,
});

describe('the lane beside what stands there', () => {
  test('is lane 0 when nothing does', () => expect(laneBeside([], 'mine', false)).toBe(0));
  test('is none for a patient when another visit holds any lane', () => {
    expect(laneBeside([aClaim({})], 'mine', false)).toBeUndefined();
    expect(laneBeside([aClaim({ lane: 1 })], 'mine', false)).toBeUndefined();
  });
  test('does not count the visit’s own old claim', () => {
    expect(laneBeside([aClaim({ visitId: 'mine' })], 'mine', false)).toBe(0);
  });
  test('is one above the highest for a staff override', () => {
    expect(laneBeside([aClaim({ lane: 0 }), aClaim({ lane: 3 })], 'mine', true)).toBe(4);
  });
});
