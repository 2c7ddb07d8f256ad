import { targetKind } from '../../adapters/targets/registry.ts';
import type { Step } from '../../domain/plan/plan.ts';
import type { TargetConfig } from '../../domain/service.ts';
import type { Complaint } from '../read/complaint.ts';

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
    if (step?.kind !== 'shift') return [];
    return kinds.flatMap((kind) => {
      const problem = kind.shareProblem?.(step.weight) ?? null;
      return problem === null ? [] : [{ path: [index, 'shift'], ...problem }];
    });
  });
}
