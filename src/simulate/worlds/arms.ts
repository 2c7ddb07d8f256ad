import type { Population } from './population.ts';
import { createRandom, mixSeed, type Random } from './random.ts';
import type { Surroundings } from './world.ts';

export const CANARY = 0;
export const STABLE = 1;
export type Arm = typeof CANARY | typeof STABLE;

/** The way of requests to arms: each request anew, or by the user. */
export interface Arms {
  /** Returns the share of requests that the canary gets. */
  requestShare(share: number): number;
  /** Returns the arm that a request of this user meets. */
  armFor(random: Random, user: number, share: number): Arm;
}

export function createArms({ split }: Pick<Surroundings, 'split'>, population: Population, seed: number): Arms {
  const byUser = split === 'user';
  const random = createRandom(mixSeed(seed, 2));
  const hashes = Float64Array.from({ length: byUser ? population.size : 0 }, () => random.uniform());
  const known = new Map<number, number>();
  return {
    requestShare(share) {
      if (!byUser) return share;
      const found =
        known.get(share) ??
        hashes.reduce((sum, hash, i) => sum + (hash < share ? (population.activity[i] as number) : 0), 0);
      known.set(share, found);
      return found;
    },
    armFor: (random, user, share) => ((byUser ? (hashes[user] as number) : random.uniform()) < share ? CANARY : STABLE),
  };
}
