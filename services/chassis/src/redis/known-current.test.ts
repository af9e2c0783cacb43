import { KnownCurrent } from './known-current';

const listening = (): KnownCurrent => {
  const known = new KnownCurrent(10_000);
  known.restored(1_000);
  return known;
};

describe('what was read of an office', () => {
  test('stands until a change of that office is heard of', () => {
    const known = listening();
    expect(known.stands('a', 1_200, 1_300)).toBe(true);
    known.changed('a', 1_400);
    expect(known.stands('a', 1_200, 1_500)).toBe(false);
    expect(known.stands('b', 1_200, 1_500)).toBe(true);
    expect(known.stands('a', 1_600, 1_700)).toBe(true);
  });

  test('does not stand once any office may have changed', () => {
    const known = listening();
    known.allChanged(1_300);
    expect(known.stands('a', 1_200, 1_400)).toBe(false);
    expect(known.stands('a', 1_500, 1_600)).toBe(true);
  });

  test('does not stand after the time it is trusted for, in case a message was lost; not all end at one moment', () => {
    const known = listening();
    const offices = Array.from({ length: 1_000 }, (_, n) => `office ${n}`);
    const standing = (nowMs: number) => offices.filter((office) => known.stands(office, 2_000, nowMs)).length;
    expect(standing(7_000)).toBe(1_000);
    expect(standing(8_000)).toBeGreaterThan(700);
    expect(standing(11_000)).toBeLessThan(300);
    expect(standing(12_000)).toBe(0);
  });

  test('does not stand while changes cannot be heard of, nor what was read before or meanwhile', () => {
    expect(new KnownCurrent(10_000).stands('a', 1_000, 1_001)).toBe(false);

    const known = listening();
    known.lost();
    known.allChanged(2_000);
    expect(known.stands('a', 2_000, 2_001)).toBe(false);
    known.restored(3_000);
    expect(known.stands('a', 2_500, 3_001)).toBe(false);
    expect(known.stands('a', 3_100, 3_200)).toBe(true);
  });

  test('does not stand once the changes of too many offices are remembered', () => {
    const known = listening();
    known.changed('a', 2_000);
    for (let n = 0; n < 50_000; n += 1) known.changed(`other ${n}`, 2_100);
    expect(known.stands('a', 1_999, 2_200)).toBe(false);
    expect(known.stands('b', 2_050, 2_200)).toBe(false);
    expect(known.stands('a', 2_150, 2_200)).toBe(true);
  });
});
