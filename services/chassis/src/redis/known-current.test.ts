import { KnownCurrent } from './known-current';

const listening = (): KnownCurrent => {
  const known = new KnownCurrent(10_000);
  known.restored(1_000);
  return known;
};

describe('an office', () => {
  test('that was read stands until a change of it is heard of', () => {
    const known = listening();
    expect(known.holds('a', 1_100)).toBe(false);
    known.read('a', 1_200);
    known.read('b', 1_200);
    expect(known.holds('a', 1_300)).toBe(true);
    known.changed('a', 1_400);
    expect(known.holds('a', 1_500)).toBe(false);
    expect(known.holds('b', 1_500)).toBe(true);
  });

  test('whose read began before a change was heard of is not known by that read', () => {
    const known = listening();
    known.changed('a', 1_400);
    known.read('a', 1_300);
    expect(known.holds('a', 1_500)).toBe(false);
    known.read('a', 1_600);
    expect(known.holds('a', 1_700)).toBe(true);
  });

  test('is read again once any office may have changed', () => {
    const known = listening();
    known.read('a', 1_200);
    known.allChanged(1_300);
    expect(known.holds('a', 1_400)).toBe(false);
    known.read('a', 1_500);
    expect(known.holds('a', 1_600)).toBe(true);
  });

  test('is read again after the time it is trusted for, in case a message was lost', () => {
    const known = listening();
    known.read('a', 2_000);
    expect(known.holds('a', 12_000)).toBe(true);
    expect(known.holds('a', 12_001)).toBe(false);
  });

  test('is not known while changes cannot be heard of, nor by what was read before or meanwhile', () => {
    const never = new KnownCurrent(10_000);
    never.read('a', 1_000);
    expect(never.holds('a', 1_001)).toBe(false);

    const known = listening();
    known.read('a', 2_000);
    known.lost();
    expect(known.holds('a', 2_001)).toBe(false);
    known.read('a', 2_500);
    known.restored(3_000);
    expect(known.holds('a', 3_001)).toBe(false);
    known.read('a', 3_100);
    expect(known.holds('a', 3_200)).toBe(true);
  });

  test('counts as unknown once too many are remembered', () => {
    const known = listening();
    known.read('a', 2_000);
    for (let n = 0; n < 50_000; n += 1) known.read(`other ${n}`, 2_001);
    expect(known.holds('a', 2_002)).toBe(false);
  });
});
