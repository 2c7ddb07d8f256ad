import { ANALYSIS_DEFAULTS } from '../../src/domain/analysis/analysis.ts';
import type { Plan } from '../../src/domain/plan/plan.ts';
import type { Scenario } from '../../src/simulate/scenario.ts';
import { aService, MINUTE } from '../rollout/builders.ts';

/** 10% for 20 minutes, then everyone. */
export const SHORT: Plan = [
  { kind: 'shift', weight: 10 },
  { kind: 'bake', ms: 20 * MINUTE },
  { kind: 'shift', weight: 100 },
];

/** A service with one target that splits requests, 6,000 requests a minute, of which 1% fail in both versions. */
export function aScenario(world: Partial<Scenario['world']> = {}, over: Partial<Scenario> = {}): Scenario {
  const service = aService({ plan: SHORT, analysis: ANALYSIS_DEFAULTS });
  return {
    service: { ...service, targets: service.targets.slice(0, 1) },
    targets: [{ name: 'lambda-alias checkout-api:live', splits: 'requests' }],
    isCompared: true,
    world: {
      ...{ traffic: 6_000, stableRate: 0.01, canaryRate: 0.01, slower: 1, hasIncident: false },
      knows: { users: false, latency: true },
      ...world,
    },
    ...over,
  };
}
