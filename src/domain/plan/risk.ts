import { stepTraits } from '../steps/registry.ts';
import type { Plan } from './plan.ts';

/** The exposure of users under a plan: the largest raise, and the time until everybody has the canary. */
export interface Risk {
  /** The largest single raise, in percent of the users. */
  readonly raise: number;
  /** The waits before everybody has the canary, in milliseconds, without those for people and hooks. */
  readonly msToAll: number;
}

/** Measures a plan that ends at 100. */
export function measureRisk(plan: Plan): Risk {
  let weight = 0;
  let raise = 0;
  let msToAll = 0;
  for (const step of plan) {
    const { share, lasts } = stepTraits(step);
    if (share !== null) {
      raise = Math.max(raise, share - weight);
      weight = share;
    }
    if (weight < 100) msToAll += lasts ?? 0;
  }
  return { raise, msToAll };
}
