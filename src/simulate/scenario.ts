import { ANALYSIS_DEFAULTS } from '../domain/analysis/analysis.ts';
import type { MetricSource } from '../domain/analysis/metrics.ts';
import type { Person } from '../domain/people/person.ts';
import type { Plan } from '../domain/plan/plan.ts';
import type { TargetState } from '../domain/rollout/record.ts';
import type { Draft } from '../domain/rollout/signal.ts';
import type { Service } from '../domain/service.ts';
import { stepTraits } from '../domain/steps/registry.ts';
import type { SplitUnit } from '../domain/target/split-unit.ts';
import type { Surroundings } from './worlds/world.ts';

/** A rollout to simulate: a service with its plan, and the world that it meets. */
export interface Scenario {
  readonly service: Service;
  /** The targets, with the unit that each splits. */
  readonly targets: readonly { readonly name: string; readonly splits: SplitUnit }[];
  /** True where metrics tell both versions apart. */
  readonly isCompared: boolean;
  readonly world: Omit<Surroundings, 'split'>;
}

/** The world of a scenario as people say it; rates from 0 to 1, `traffic` in requests a minute, `latency` as a ratio. */
export interface SaidWorld {
  readonly traffic: number;
  readonly errors: number;
  readonly canaryErrors: number;
  readonly latency: number;
}

/** Returns the rollout of a service in a world without an incident. */
export function scenarioOf(
  service: Service,
  layout: Pick<Scenario, 'targets' | 'isCompared'>,
  { traffic, errors, canaryErrors, latency }: SaidWorld,
): Scenario {
  const analysis = service.analysis ?? ANALYSIS_DEFAULTS;
  const { metrics } = analysis;
  return {
    ...layout,
    service: { ...service, analysis },
    world: {
      ...{ traffic, stableRate: errors, canaryRate: canaryErrors, slower: latency, hasIncident: false },
      knows: { users: false, latency: metrics === null || metrics.latency !== null },
    },
  };
}

/** Starts every simulated rollout. */
export const REQUESTER: Person = { id: 'simulated-requester', name: 'requester' };

const NO_METRIC = { namespace: '', name: '', dimensions: {} };
const NO_METRICS = { requests: NO_METRIC, errors: [], latency: null };
const SOURCE: MetricSource = { name: 'simulated', stable: NO_METRICS, canary: NO_METRICS, edges: null };

function toTarget({ name, splits }: Scenario['targets'][number], config: TargetState['config']): TargetState {
  return {
    ...{ name, config, frozen: null, baseline: [], stable: 'stable', canary: 'canary', splits },
    ...{ expressed: {}, notes: [], change: null, observed: null },
  };
}

/** Returns a plan whose waits for a time of the day end at once, for a simulation has none; the canary is judged at their end. */
function endWaits(plan: Plan): Plan {
  return plan.map((step) => {
    const { watches, lasts } = stepTraits(step);
    return watches !== null && lasts === null ? { kind: 'bake', ms: 0 } : step;
  });
}

/**
 * Returns the rollout as it would start. Alarms are left out, since their limits are in CloudWatch; so are environments and
 * components, which change nothing for the verdict.
 */
export function toDraft({ service, targets, isCompared }: Scenario): Draft {
  return {
    ...{ id: 'simulated', canary: 'canary', environments: null, components: [], weight: 0 },
    ...{ findings: [], alarms: [], arms: [], fix: false, force: false },
    service: { ...service, plan: endWaits(service.plan), alarms: [], environments: null, components: [] },
    targets: service.targets.flatMap((config, i) => (targets[i] === undefined ? [] : [toTarget(targets[i], config)])),
    sources: isCompared ? [SOURCE] : [],
  };
}
