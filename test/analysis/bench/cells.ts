import { aWorld, type World } from './world.ts';

/** A goal: the mean of users hurt, as a number and as a multiple of the oracle's in the same table. */
export interface Goal {
  readonly counts: number;
  readonly users?: number;
}

export interface Cell {
  readonly world: World;
  readonly goal?: Goal;
}

const both = (world: Omit<Partial<World>, 'split'> & Pick<World, 'name'>): readonly Cell[] =>
  (['request', 'user'] as const).map((split) => ({
    world: aWorld({ ...world, split, name: `${split} split, ${world.name}` }),
  }));

/** The worlds in which a fault is to be found. */
const FAULTS: readonly Cell[] = [
  { world: aWorld({ name: 'request split, 600/min, 1 to 2%', canaryRate: 0.02 }), goal: { counts: 26, users: 17 } },
  {
    world: aWorld({ name: 'request split, 6,000/min, 0.1 to 1%', traffic: 6_000, stableRate: 0.001, canaryRate: 0.01 }),
    goal: { counts: 9 },
  },
  {
    world: aWorld({ name: 'request split, 600/min, 0 to 0.5%', stableRate: 0, canaryRate: 0.005 }),
    goal: { counts: 4.5 },
  },
  {
    world: aWorld({ name: 'user split, 6,000/min, 1 to 2%', traffic: 6_000, split: 'user', canaryRate: 0.02 }),
    goal: { counts: 45, users: 25 },
  },
  {
    world: aWorld({ name: 'request split, 6,000/min, latency +20%', traffic: 6_000, slower: 1.2 }),
    goal: { counts: 30 },
  },
  ...both({ name: '600/min, latency +20%', slower: 1.2 }),
  ...both({ name: '600/min, latency +10%', slower: 1.1 }),
  { world: aWorld({ name: 'request split, 50/min, 1 to 5%', traffic: 50, canaryRate: 0.05 }) },
  { world: aWorld({ name: 'request split, 50/min, 1 to 2%', traffic: 50, canaryRate: 0.02 }) },
];

/** The worlds in which nothing is to be stopped. */
const GOOD: readonly Cell[] = [
  ...both({ name: '50/min, no fault', traffic: 50 }),
  ...both({ name: '600/min, no fault' }),
  ...both({ name: '600/min, 3%, no fault', stableRate: 0.03 }),
  ...both({ name: '6,000/min, no fault', traffic: 6_000 }),
  ...both({ name: '600/min, shared incident', hasIncident: true }),
  ...both({ name: '600/min, the canary is the fix', stableRate: 0.03, canaryRate: 0.005 }),
  ...both({ name: '600/min, one user with a fifth of the errors', hasWhale: true }),
  ...both({ name: '6,000/min, one user with a fifth of the errors', traffic: 6_000, hasWhale: true }),
];

export const CELLS: readonly Cell[] = [...FAULTS, ...GOOD];
