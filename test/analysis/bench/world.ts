import type { SimulatedMinute } from '../../../src/simulate/worlds/path.ts';
import type { Surroundings } from '../../../src/simulate/worlds/world.ts';

/** A kind of rollout to simulate. */
export interface World extends Surroundings {
  readonly name: string;
  /** One user makes a fifth of all errors. */
  readonly hasWhale: boolean;
}

export const STEPS = [
  { share: 0.05, minutes: 10 },
  { share: 0.25, minutes: 15 },
  { share: 0.5, minutes: 15 },
  { share: 1, minutes: 30 },
] as const;

export function aWorld(given: Partial<World> & Pick<World, 'name'>): World {
  return {
    traffic: 600,
    stableRate: 0.01,
    canaryRate: given.stableRate ?? 0.01,
    split: 'request',
    hasWhale: false,
    hasIncident: false,
    slower: 1,
    knows: { users: true, latency: true },
    ...given,
  };
}

/** The harm of a minute as the table counts it: users who met an error, or, where the canary is slow, requests beyond stable's p99. */
export const hurtIn = ({ slower }: World, { failed, truth }: SimulatedMinute): number =>
  slower > 1 ? truth.beyondP99 : failed.users;

/** Returns whether the canary is to be stopped. */
export const isBad = ({ canaryRate, stableRate, slower }: World): boolean => canaryRate > stableRate || slower > 1;
