import { type Arms, CANARY } from './arms.ts';
import { type LatencyWorld, lastBinShare } from './latency.ts';
import type { Population } from './population.ts';
import type { Random } from './random.ts';

/**
 * Returns a draw of the requests that are slower than stable's p99 because of the canary, and of the users whom it hurts first.
 * @param hurt 1 for each user whom the canary has hurt
 */
export function createSlowRequests(population: Population, { armFor }: Arms, hurt: Uint8Array) {
  return (
    random: Random,
    canaryRequests: number,
    share: number,
    world: LatencyWorld,
  ): { users: number; requests: number } => {
    if (world.slower <= 1 || canaryRequests === 0) return { users: 0, requests: 0 };
    const excess = lastBinShare(world) - lastBinShare({ ...world, slower: 1 });
    const requests = random.binomial(canaryRequests, Math.max(0, excess));
    let users = 0;
    for (let left = requests; left > 0; ) {
      const user = population.drawActive(random);
      if (armFor(random, user, share) !== CANARY) continue;
      if (hurt[user] === 0) users++;
      hurt[user] = 1;
      left--;
    }
    return { users, requests };
  };
}
