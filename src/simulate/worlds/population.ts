import { createRandom, type Random } from './random.ts';

/** Users, how much each does, and how often each fails. Drawn once, then given to arms anew in every rollout. */
export interface Population {
  readonly size: number;
  /** Each user's share of all requests. */
  readonly activity: Float64Array;
  /** Draws the user who meets the next failure. */
  drawFailing(random: Random): number;
  /** Draws the user who makes the next request. */
  drawActive(random: Random): number;
  /** The expected number of users who are active in a minute with this many requests. */
  activeUsers(requests: number): number;
}

const WHALE_SHARE = 0.2;

function shares(weights: Float64Array): Float64Array {
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  return weights.map((weight) => weight / total);
}

/**
 * Activity is lognormal(1.5), proneness to errors lognormal(1).
 * @param hasWhale true where one user makes a fifth of all errors
 */
export function createPopulation(seed: number, size: number, hasWhale: boolean): Population {
  const random = createRandom(seed);
  const activity = shares(Float64Array.from({ length: size }, () => Math.exp(1.5 * random.normal())));
  const prone = shares(activity.map((share) => share * Math.exp(random.normal())));
  if (hasWhale)
    prone.set(shares(prone.map((share, user) => (user === 0 ? 0 : share))).map((share) => share * (1 - WHALE_SHARE)));
  if (hasWhale) prone[0] = WHALE_SHARE;
  const known = new Map<number, number>();
  return {
    size,
    activity,
    drawFailing: aliasTable(prone),
    drawActive: aliasTable(activity),
    activeUsers(requests) {
      const rounded = Math.round(requests / 50) * 50;
      const found = known.get(rounded) ?? activity.reduce((sum, share) => sum + 1 - Math.exp(-rounded * share), 0);
      known.set(rounded, found);
      return found;
    },
  };
}

/** Draws from weights in constant time. Source: Walker (1977), as built by Vose (1991). */
function aliasTable(weights: Float64Array): (random: Random) => number {
  const n = weights.length;
  const chance = weights.map((weight) => weight * n);
  const alias = new Int32Array(n);
  const small: number[] = [];
  const large: number[] = [];
  for (const [i, value] of chance.entries()) (value < 1 ? small : large).push(i);
  while (small.length > 0 && large.length > 0) {
    const [low, high] = [small.pop() as number, large.at(-1) as number];
    alias[low] = high;
    chance[high] = (chance[high] as number) - (1 - (chance[low] as number));
    if ((chance[high] as number) < 1) small.push(large.pop() as number);
  }
  for (const rest of [...small, ...large]) chance[rest] = 1;
  return (random) => {
    const place = random.uniform() * n;
    const i = Math.floor(place);
    return place - i < (chance[i] as number) ? i : (alias[i] as number);
  };
}
