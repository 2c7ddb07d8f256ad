import { uniformInt } from 'pure-rand/distribution/uniformInt';
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';

/** Draws that are the same for the same seed and key. */
export interface Draws {
  /** A whole number from `from` to `to`, both included. */
  between(from: number, to: number): number;
  /** True so often, from 0 to 1. */
  chance(share: number): boolean;
  pick<T>(list: readonly T[]): T;
}

/** FNV-1a, in 32 bits (Fowler, Noll, Vo). */
export function hashed(text: string, start = 0x811c9dc5): number {
  let hash = start;
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  return hash >>> 0;
}

/**
 * Draws for one purpose. Each purpose has its own, so that leaving out one thing of a run leaves the draws of the others as
 * they were: that is what makes shrinking work.
 */
export function drawsFor(seed: number, key: string): Draws {
  const generator = xoroshiro128plus(hashed(key, hashed(String(seed))) | 0);
  const between = (from: number, to: number): number => uniformInt(generator, from, to);
  return {
    between,
    chance: (share) => between(0, 999_999) < share * 1_000_000,
    pick: <T>(list: readonly T[]): T => list[between(0, list.length - 1)] as T,
  };
}
