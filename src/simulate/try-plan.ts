import { type Detectable, detectableRates, minutesUntilHealthy } from '../analysis/detectable.ts';
import { comparedUnit } from '../rollout/analysis/begin-analysis.ts';
import { judgePolicy } from '../rollout/analysis/policy.ts';
import { type Run, simulate } from './run.ts';
import type { Scenario } from './scenario.ts';
import { type Summary, summarizeRuns } from './summary.ts';
import { createPopulation, type Population } from './worlds/population.ts';
import { mixSeed } from './worlds/random.ts';

/** The size of a trial, and where its chance comes from. */
export interface Trial {
  readonly users: number;
  readonly rollouts: number;
  readonly seed: number;
}

/** The faults that a plan finds, by calculation. Null where nothing is compared. */
export interface Outlook {
  readonly detectable: readonly Detectable[];
  /** The expected minutes at the first share until a good version is known to be not worse; null where this traffic never says so. */
  readonly minutesUntilHealthy: number | null;
}

/** The outcomes of a plan, with the fault and without it. */
export interface Tried {
  readonly outlook: Outlook | null;
  /** Null where the canary has no fault. */
  readonly fault: Summary | null;
  readonly good: Summary;
}

/** Returns whether a canary in this world is worse than stable. */
export const hasFault = ({ stableRate, canaryRate, slower }: Scenario['world']): boolean =>
  canaryRate > stableRate || slower > 1;

/** Returns what the plan of a scenario finds by calculation; null where nothing is compared. */
export function planOutlook(scenario: Scenario): Outlook | null {
  const { service, world, isCompared } = scenario;
  if (!isCompared || service.analysis === undefined) return null;
  const policy = judgePolicy(service, { split: comparedUnit(scenario.targets) });
  const load = { traffic: world.traffic, rate: world.stableRate };
  const detectable = detectableRates(policy, load);
  const [first] = detectable;
  return {
    detectable,
    minutesUntilHealthy:
      first === undefined
        ? null
        : minutesUntilHealthy(policy, load, { share: first.share, hasLatency: world.knows.latency }),
  };
}

/** Returns the users of a trial. They are the same in all its rollouts; each rollout gives them to arms anew. */
export const trialPopulation = ({ users, seed }: Pick<Trial, 'users' | 'seed'>): Population =>
  createPopulation(mixSeed(seed, 0x5e71), users, false);

/** Returns a scenario whose canary is as good as stable. */
export function withoutFault(scenario: Scenario): Scenario {
  return { ...scenario, world: { ...scenario.world, canaryRate: scenario.world.stableRate, slower: 1 } };
}

/**
 * Simulates rollouts of a scenario. Yields after each, so that whoever iterates can show progress and stop.
 * @throws NotSimulated
 */
export function* runTrial(
  scenario: Scenario,
  population: Population,
  { rollouts, seed }: Trial,
): Generator<void, Summary> {
  const runs: Run[] = [];
  for (let i = 0; i < rollouts; i++) {
    runs.push(simulate(scenario, population, mixSeed(seed, i)));
    yield;
  }
  return summarizeRuns(runs);
}

/** Simulates rollouts of a scenario, those with the fault first. Yields after each. @throws NotSimulated */
export function* tryPlan(scenario: Scenario, trial: Trial): Generator<void, Tried> {
  const population = trialPopulation(trial);
  const fault = hasFault(scenario.world) ? yield* runTrial(scenario, population, trial) : null;
  const good = yield* runTrial(withoutFault(scenario), population, trial);
  return { outlook: planOutlook(scenario), fault, good };
}
