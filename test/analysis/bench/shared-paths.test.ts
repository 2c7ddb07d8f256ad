import { expect, it } from 'vitest';
import { createArms } from '../../../src/simulate/worlds/arms.ts';
import { createPath } from '../../../src/simulate/worlds/path.ts';
import { createPopulation } from '../../../src/simulate/worlds/population.ts';
import { createSharedPaths } from './shared-paths.ts';
import { aWorld } from './world.ts';

const SEED = 7;
const population = createPopulation(1, 500, false);

/** The shares of judges that part after some minutes, or stop. */
const PLANS = [
  [0.05, 0.05],
  [0.25, 0.05],
  [0.25, 0.05, 0.05],
  [0.05, 0.05, 0.05, 0.25, 0.5],
  [0.05, 0.05, 0.05, 0.05, 0.05],
  [0.05, 0.05, 0.05, 0.05, 0.25],
];

it.each(['request', 'user'] as const)('judges of one rollout meet what each would meet alone: %s split', (split) => {
  const world = aWorld({ name: 'shared', split, traffic: 6_000, canaryRate: 0.1 });
  const start = createSharedPaths(world, population, SEED, createArms(world, population, SEED));
  for (const shares of PLANS) {
    const [shared, alone] = [start(), createPath(world, population, SEED)];
    expect(shares.map((share) => shared.next(share))).toEqual(shares.map((share) => alone.next(share)));
  }
});
