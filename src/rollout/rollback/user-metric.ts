import { hasCanary } from '../../domain/plan/cohorts.ts';
import type { Metric } from '../../domain/plan/metric.ts';
import { type Plan, stepsOf } from '../../domain/plan/plan.ts';
import type { RemainingUsers, Rollout } from '../../domain/rollout/record.ts';
import type { DrainStep } from '../../domain/steps/drain.ts';
import { formatNumber } from '../../domain/wording.ts';

/** The drain whose metric tells who is on the canary, and that metric. */
export function findUserMetric(plan: Plan): { readonly drain: DrainStep; readonly metric: Metric } | null {
  for (const { step } of stepsOf(plan, 'drain')) {
    if (step.onCanary !== undefined) return { drain: step, metric: step.onCanary };
  }
  return null;
}

/** Returns the metric that counts the users still on the canary after a rollback; null where nobody counts them, or no longer. */
export function leavingMetric({ config, leaving }: Rollout): Metric | null {
  return leaving === null ? null : (findUserMetric(config.plan)?.metric ?? null);
}

/** Returns the users to watch after a rollback that begins now: those who may be on the canary, where a metric counts them. */
export function trackRemainingUsers(rollout: Rollout, now: number): RemainingUsers | null {
  const found = findUserMetric(rollout.config.plan);
  const isUsed = rollout.weight > 0 || rollout.cohorts.length > 0 || rollout.targets.some(hasCanary);
  if (found === null || !isUsed) return rollout.leaving;
  return { since: now, until: now + found.drain.atMost, seen: null, isUnread: false };
}

/** Describes the users still on the canary; `name` is the metric's name for people. */
export function remainingUsersText(
  { canary }: Pick<Rollout, 'canary'>,
  { seen, isUnread }: RemainingUsers,
  name: string,
): string {
  const newest = seen === null ? '' : `${name} was ${formatNumber(seen.value)} when it was last read`;
  if (isUnread) return `How many are still on ${canary} could not be read (${newest === '' ? name : newest})`;
  return seen === null
    ? `How many are still on ${canary} is not known yet (${name})`
    : `Still on ${canary}: ${name} is ${formatNumber(seen.value)}`;
}
