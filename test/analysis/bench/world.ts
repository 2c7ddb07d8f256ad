/** A kind of rollout to simulate. Rates are those of first failures, before retries. */
export interface World {
  readonly name: string;
  /** Requests a minute, of both arms. */
  readonly traffic: number;
  readonly stableRate: number;
  readonly canaryRate: number;
  readonly split: 'request' | 'user';
  /** One user makes a fifth of all errors. */
  readonly hasWhale: boolean;
  /** Both arms fail ten times as often for ten minutes. */
  readonly hasIncident: boolean;
  /** The canary's latency as a ratio to stable's. */
  readonly slower: number;
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
    ...given,
  };
}

/** Returns whether the canary is to be stopped. */
export const isBad = ({ canaryRate, stableRate, slower }: World): boolean => canaryRate > stableRate || slower > 1;
