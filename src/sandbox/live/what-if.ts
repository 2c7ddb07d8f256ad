import { isCompared, splitTargets } from '../../config/rules/target.ts';
import { planText } from '../../config/steps/registry.ts';
import type { Service } from '../../domain/service.ts';
import { blindSpots } from '../../simulate/blind-spots.ts';
import { type Run, simulate, timetableMinutes } from '../../simulate/run.ts';
import { type SaidWorld, scenarioOf } from '../../simulate/scenario.ts';
import { NotSimulated } from '../../simulate/simulated-rollout.ts';
import { type Summary, summarizeRuns } from '../../simulate/summary.ts';
import { hasFault, planOutlook, trialPopulation, withoutFault } from '../../simulate/try-plan.ts';
import { mixSeed } from '../../simulate/worlds/random.ts';

/** The body of `POST /sandbox/what-if`: a world for the plan of a service. Rates are from 0 to 1, `latency` is a ratio. */
export interface WhatIf extends SaidWorld {
  readonly service: string;
  readonly users: number;
}

/** A bar of a distribution: the share of rollouts with a value from `from`, below `to`. */
export interface Bar {
  readonly from: number;
  readonly to: number;
  readonly share: number;
}

/** The rollouts with the fault. */
export interface FaultOutcome {
  readonly summary: Summary;
  /** Minutes until it was stopped, of those that were. */
  readonly minutes: readonly Bar[];
  /** Users hurt. */
  readonly users: readonly Bar[];
}

/** The answer to `POST /sandbox/what-if`. */
export interface WhatIfAnswer {
  readonly plan: string;
  readonly rollouts: number;
  /** Null where the canary has no fault. */
  readonly fault: FaultOutcome | null;
  readonly good: Summary;
  /** The faults that nothing would see, a sentence each. */
  readonly unseen: readonly string[];
}

/** The most rollouts with the fault, and as many without; fewer of a long plan, so that the answer takes some seconds. */
const MOST = 100;
const FEWEST = 10;
const MINUTES = 4_000;
const SEED = 1;

/** The most bars of a distribution. */
const BARS = 12;

/** Returns the share of values in each of some ranges of equal, whole width from 0 on; nothing for no values. */
export function toBars(values: readonly number[]): readonly Bar[] {
  if (values.length === 0) return [];
  const width = Math.max(1, Math.ceil((Math.max(...values) + 1) / BARS));
  const count = Math.floor(Math.max(...values) / width) + 1;
  return Array.from({ length: count }, (_, i) => {
    const [from, to] = [i * width, (i + 1) * width];
    return { from, to, share: values.filter((value) => value >= from && value < to).length / values.length };
  });
}

function toFault(runs: readonly Run[]): FaultOutcome {
  const stopped = runs.filter(({ end }) => end === 'stopped');
  return {
    summary: summarizeRuns(runs),
    minutes: toBars(stopped.flatMap(({ exposed }) => exposed ?? [])),
    users: toBars(runs.map(({ hurt }) => hurt.users)),
  };
}

/**
 * Simulates rollouts of a service's plan in a world, as `serin simulate` does, with the fault and without. The same question has the
 * same answer. Returns the problem where the plan cannot be simulated.
 *
 * @param pause called between rollouts, so that the sandbox goes on
 */
export async function answerWhatIf(
  service: Service,
  wish: WhatIf,
  pause: () => Promise<void>,
): Promise<WhatIfAnswer | { readonly problem: string }> {
  const layout = { targets: splitTargets(service), isCompared: isCompared(service) };
  const scenario = scenarioOf(service, layout, wish);
  const calm = withoutFault(scenario);
  const population = trialPopulation({ users: wish.users, seed: SEED });
  const rollouts = Math.max(FEWEST, Math.min(MOST, Math.floor(MINUTES / Math.max(1, timetableMinutes(service.plan)))));
  const [faulty, good]: [Run[], Run[]] = [[], []];
  try {
    while (good.length < rollouts) {
      const seed = mixSeed(SEED, good.length);
      if (hasFault(scenario.world)) faulty.push(simulate(scenario, population, seed));
      good.push(simulate(calm, population, seed));
      await pause();
    }
  } catch (error) {
    if (error instanceof NotSimulated) return { problem: error.message };
    throw error;
  }
  return {
    ...{ plan: planText(service.plan), rollouts },
    fault: faulty.length === 0 ? null : toFault(faulty),
    good: summarizeRuns(good),
    unseen: blindSpots(scenario, planOutlook(scenario)),
  };
}
