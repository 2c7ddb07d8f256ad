import { aPolicy, type CustomMetric, type JudgePolicy, type PlannedShare } from '../../analysis/policy.ts';
import type { RolloutAnalysis } from '../../domain/analysis/analysis.ts';
import type { ConfiguredCustom } from '../../domain/analysis/custom-metrics.ts';
import type { Plan } from '../../domain/plan/plan.ts';
import type { Service } from '../../domain/service.ts';
import { stepTraits } from '../../domain/steps/registry.ts';

const MINUTE_MS = 60_000;

/** Returns the shares of a plan, from 0 to 1, with the minutes that each is meant to last. Waits for people count as nothing. */
function plannedShares(plan: Plan): readonly PlannedShare[] {
  const shares: { share: number; minutes: number }[] = [];
  for (const step of plan) {
    const { share, lasts } = stepTraits(step);
    if (share !== null) shares.push({ share: share / 100, minutes: 1 });
    const current = shares.at(-1);
    if (current !== undefined) current.minutes += (lasts ?? 0) / MINUTE_MS;
  }
  return shares;
}

function toCustomMetric(metric: ConfiguredCustom): CustomMetric {
  const { name, kind, worseWhen, tolerance, role } = metric;
  return { name, kind, worseWhen, tolerance, role, limit: metric.kind === 'count' ? metric.limit : null };
}

/** Returns the judge's policy for a rollout: what its plan, its targets and its service say. */
export function judgePolicy(
  { plan, analysis }: Pick<Service, 'plan' | 'analysis'>,
  { split }: Pick<RolloutAnalysis, 'split'>,
): JudgePolicy {
  const metrics = (analysis?.custom ?? []).map(toCustomMetric);
  return aPolicy({ plan: plannedShares(plan), split, guard: analysis?.guard ?? null, metrics });
}
