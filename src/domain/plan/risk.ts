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
    if (step.kind === 'shift') {
      raise = Math.max(raise, step.weight - weight);
      weight = step.weight;
    }
    if (step.kind === 'bake' && weight < 100) msToAll += step.ms;
  }
  return { raise, msToAll };
}
