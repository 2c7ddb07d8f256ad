import { lastShiftIndex, type Plan } from '../../domain/plan/plan.ts';
import { stepTraits } from '../../domain/steps/registry.ts';

/** The steps of a plan that watch the last raise, from one position up to another. */
export interface Watched {
  readonly from: number;
  readonly to: number;
}

/**
 * Returns the steps behind the last shift during which some users may still be on stable: up to the first step that needs
 * everybody on the canary, and up to the approval that belongs to that step.
 */
export function watchedSteps(plan: Plan): Watched {
  const from = lastShiftIndex(plan) + 1;
  const all = plan.findIndex((step, index) => index >= from && stepTraits(step).needsAll);
  if (all < 0) return { from, to: plan.length };
  const [before, needs] = [plan[all - 1], plan[all]];
  const isGated = all > from && before !== undefined && stepTraits(before).asks !== null;
  return { from, to: isGated && needs !== undefined && stepTraits(needs).raises ? all - 1 : all };
}

/**
 * Returns a plan that keeps some users on stable while its last steps watch: the last shift leaves them out, and a shift to 100
 * comes behind those steps.
 * @param holdback the share that stays on stable, in percent
 */
export function withHoldback(plan: Plan, holdback: number): Plan {
  const { from, to } = watchedSteps(plan);
  return [
    ...plan.slice(0, from - 1),
    { kind: 'shift', weight: Number((100 - holdback).toFixed(2)), holdback: true },
    ...plan.slice(from, to),
    { kind: 'shift', weight: 100 },
    ...plan.slice(to),
  ];
}
