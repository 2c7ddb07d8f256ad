import type { Plan } from '../domain/plan/plan.ts';
import { timetableMinutes } from './run.ts';
import type { Scenario } from './scenario.ts';
import type { Summary } from './summary.ts';
import { runTrial, type Trial, trialPopulation, withoutFault } from './try-plan.ts';

/** The plan to look for. */
export interface Wish {
  /** The most users that the fault may hurt, on average. */
  readonly hurt: number;
  /** The largest part of good versions that people are asked about, from 0 to 1. */
  readonly asked: number;
  /** The largest part of bad versions that reach everybody, from 0 to 1: their harm goes on after the plan. */
  readonly missed: number;
}

/** A plan that was tried. */
export interface Candidate {
  readonly plan: Plan;
  readonly fault: Summary;
  /** Null where the fault alone ruled the plan out. */
  readonly good: Summary | null;
}

/** The result of a search: the quickest plan that fits, or the tried plan that comes nearest. */
export interface Search {
  readonly found: Candidate | null;
  /** The plan that hurts the fewest users of those that were tried. */
  readonly nearest: Candidate;
  readonly plans: number;
}

const MINUTE_MS = 60_000;
/** Shares below 100%, from quick to careful. */
const LADDERS: readonly (readonly number[])[] = [[10], [5], [5, 25], [2, 20], [1, 10], [5, 25, 50], [1, 10, 50]];
/** The length of each bake, in minutes. */
const BAKES = [5, 10, 20, 40];

/** Returns the plans of a search, the shortest timetable first. */
export function candidatePlans(): readonly Plan[] {
  const plans = LADDERS.flatMap((shares) =>
    BAKES.map(
      (bake): Plan => [
        ...shares.flatMap(
          (weight): Plan => [
            { kind: 'shift', weight },
            { kind: 'bake', ms: bake * MINUTE_MS },
          ],
        ),
        { kind: 'shift', weight: 100 },
      ],
    ),
  );
  return plans.toSorted((a, b) => timetableMinutes(a) - timetableMinutes(b));
}

/** Few rollouts rule most plans out. */
const FIRST_LOOK = 20;

/**
 * Searches the plan with the shortest timetable by which the fault of a scenario hurts no more users, on average, than wished. A few
 * rollouts choose, and those of the trial, with another seed, confirm. Yields after each rollout.
 * @throws NotSimulated
 */
export function* searchPlan(scenario: Scenario, trial: Trial, wish: Wish): Generator<void, Search> {
  const plans = candidatePlans();
  const population = trialPopulation(trial);
  function* tryOut(plan: Plan, look: Trial): Generator<void, Candidate> {
    const planned = { ...scenario, service: { ...scenario.service, plan } };
    const fault = yield* runTrial(planned, population, look);
    if (fault.users.mean > wish.hurt || fault.completed.share > wish.missed) return { plan, fault, good: null };
    return { plan, fault, good: yield* runTrial(withoutFault(planned), population, look) };
  }
  const fits = ({ good }: Candidate): boolean => good !== null && good.asked.share <= wish.asked;
  let nearest: Candidate | null = null;
  for (const [i, plan] of plans.entries()) {
    const look = yield* tryOut(plan, { ...trial, rollouts: FIRST_LOOK });
    if (nearest === null || look.fault.users.mean < nearest.fault.users.mean) nearest = look;
    if (!fits(look)) continue;
    const sure = yield* tryOut(plan, { ...trial, seed: trial.seed + 1 });
    if (fits(sure)) return { found: sure, nearest: sure, plans: i + 1 };
  }
  return { found: null, nearest: nearest as Candidate, plans: plans.length };
}
