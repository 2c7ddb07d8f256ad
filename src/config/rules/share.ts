import { targetKind } from '../../adapters/targets/registry.ts';
import { type Plan, planShares } from '../../domain/plan/plan.ts';
import type { TargetConfig } from '../../domain/service.ts';
import { type Step, stepTraits } from '../../domain/steps/registry.ts';
import type { Complaint } from '../read/complaint.ts';
import { limits } from '../read/limits.ts';

/**
 * Returns a complaint for each share that a target would round to nobody or to everybody. Preflight refuses it by the same rule
 * of the kind. Paths begin at the plan.
 * @param steps null for each unreadable step
 */
export function inexpressibleComplaints(
  steps: readonly (Step | null)[],
  targets: readonly TargetConfig[],
): readonly Complaint[] {
  const kinds = [...new Set(targets.map(({ kind }) => kind))].map(targetKind);
  return steps.flatMap((step, index) => {
    const share = step === null ? null : stepTraits(step).share;
    if (step === null || share === null) return [];
    return kinds.flatMap((kind) => {
      const problem = kind.shareProblem?.(share) ?? null;
      return problem === null ? [] : [{ path: [index, step.kind], ...problem }];
    });
  });
}

/**
 * Returns a complaint for each kind of target that cannot have the shares of a plan one after the other. Preflight refuses it by the same
 * rule of the kind. Paths begin at the plan.
 */
export function unevenComplaints(plan: Plan, targets: readonly TargetConfig[]): readonly Complaint[] {
  const shares = planShares(plan).map(({ share }) => share);
  const kinds = [...new Set(targets.map(({ kind }) => kind))].map(targetKind);
  return kinds.flatMap((kind) => {
    const problem = kind.planProblem?.(shares) ?? null;
    return problem === null ? [] : [{ path: [], ...problem }];
  });
}

/** Returns the complaint about a share that would be shown rounded: 0.001% would read 0%. */
export function shareTooFine(share: string): { readonly message: string; readonly remedy: string } {
  return {
    message: `A share of ${share} is finer than anything that shows it.`,
    remedy: `Write at most ${limits.shareDecimals} decimals.`,
  };
}
