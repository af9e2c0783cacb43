import { uniformFloat64 } from 'pure-rand/distribution/uniformFloat64';
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';

/** A stream of chance that starts the same for the same seed and name. */
export interface Chance {
  /** In [0, 1). */
  next(): number;
  /** A pause of a Poisson process. */
  pause(meanMs: number): number;
  /** One of them, by weight. */
  weighted<T>(choices: readonly (readonly [choice: T, weight: number])[]): T;
}

export const chanceOf = (seed: number): Chance => {
  const generator = xoroshiro128plus(seed);
  const next = (): number => uniformFloat64(generator);
  return {
    next,
    pause: (meanMs) => -Math.log(1 - next()) * meanMs,
    weighted: (choices) => {
      let at = next() * choices.reduce((sum, [, weight]) => sum + weight, 0);
      for (const [choice, weight] of choices) {
        at -= weight;
        if (at < 0) return choice;
      }
      const last = choices.at(-1);
      if (!last) throw new RangeError('nothing to choose from');
      return last[0];
    },
  };
};

/** The element that a die in [0, 1) points at; undefined in an empty list. */
export const pick = <T>(list: readonly T[], die: number): T | undefined => list[Math.floor(die * list.length)];
