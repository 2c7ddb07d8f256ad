import type { JudgePolicy, PlannedShare } from '../policy.ts';

/** Information about a difference that one minute brings at a share w of the canary: w(1 − w). None without a control. */
export function information(share: number): number {
  return share * (1 - share);
}

/** Returns the information of the whole plan, if every minute has the same traffic. */
export function plannedInformation(plan: readonly PlannedShare[]): number {
  return plan.reduce((sum, { share, minutes }) => sum + information(share) * minutes, 0);
}

/** The α of one test: for the timetable, and for what a hold adds to it. */
export interface Budget {
  readonly plan: number;
  readonly holds: number;
}

/**
 * Returns the α that may be spent after a fraction of the planned information: the square root of it, then, past the
 * timetable, a little of what is kept for holds. It never exceeds the sum of the two.
 *
 * Source: Lan & DeMets, Discrete sequential boundaries for clinical trials, Biometrika 70 (1983).
 */
export function spendable({ plan, holds }: Budget, fraction: number): number {
  return fraction <= 1 ? plan * Math.sqrt(fraction) : plan + holds * (1 - 1 / fraction);
}

/** Returns the fraction of the planned information, 1 where nothing is planned that could be compared. */
export function informationFraction(policy: JudgePolicy, soFar: number): number {
  const planned = plannedInformation(policy.plan);
  return planned === 0 ? 1 : soFar / planned;
}
