import { uniformFloat64 } from 'pure-rand/distribution/uniformFloat64';
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';

/** Seeded random numbers: the same seed draws the same numbers. */
export interface Chance {
  /** Draws a number from 0 to below 1, all equally likely. */
  uniform(): number;
  /** Draws a whole number from 0 to below `below`. */
  index(below: number): number;
  /** Draws a normally distributed number with mean 0 and deviation 1 (Box and Muller). */
  normal(): number;
}

export function createChance(seed: number): Chance {
  const generator = xoroshiro128plus(seed);
  const nextUniform = (): number => uniformFloat64(generator);
  return {
    uniform: nextUniform,
    index: (below) => Math.floor(nextUniform() * below),
    normal: () => Math.sqrt(-2 * Math.log(1 - nextUniform())) * Math.cos(2 * Math.PI * nextUniform()),
  };
}
