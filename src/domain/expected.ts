import { hasOpen, openWords } from './cohorts.ts';
import type { Rollout, TargetReading, TargetState } from './record.ts';
import { percent } from './wording.ts';

/** What was seen of a target, of what is intended. */
type Seen = Pick<TargetReading, 'weight' | 'cohorts'>;

/** What a weight becomes in a target. */
function expressedWeight(target: TargetState, weight: number): number {
  return target.expressed[String(weight)] ?? weight;
}

function hasWeight(target: TargetState, seen: number, weight: number): boolean {
  return Math.abs(seen - expressedWeight(target, weight)) < 1e-6;
}

/** Whether a target shows what is intended: the weight, as nearly as it can express it, and the open cohorts. */
export function isAt(target: TargetState, seen: Seen | null, wanted: Pick<Rollout, 'weight' | 'cohorts'>): boolean {
  if (seen === null || seen.weight === null) return false;
  return hasWeight(target, seen.weight, wanted.weight) && hasOpen(seen.cohorts, wanted.cohorts);
}

/** What a target shows instead of what is intended, in words. */
function describeDifference(
  target: TargetState,
  seen: Seen,
  { weight, cohorts }: Pick<Rollout, 'weight' | 'cohorts'>,
): string {
  const is = `${percent(seen.weight ?? 0)}${openWords(seen.cohorts)}`;
  const intended = seen.cohorts === undefined ? [] : cohorts;
  return `its weight is ${is} instead of ${percent(expressedWeight(target, weight))}${openWords(intended)}`;
}

/** In the middle of a shift a target has what all had before, or what is intended: nothing between, and nobody else's cohorts. */
function isOnTheWay(target: TargetState, seen: Seen, { agreed, weight, cohorts }: Rollout): boolean {
  const isOurs = [agreed, weight].some((known) => hasWeight(target, seen.weight ?? 0, known));
  return isOurs && (seen.cohorts ?? []).every((name) => cohorts.includes(name));
}

/**
 * What of a target that was read is not as the record expects it, in words; null when all is. While a share is raised, the
 * share of before and the intended one are both expected.
 */
export function findDifference(
  rollout: Rollout,
  target: TargetState,
  seen: Pick<TargetReading, 'weight' | 'cohorts' | 'drift' | 'promoted'>,
): string | null {
  if (seen.drift !== null) return seen.drift;
  if (seen.weight === null || (seen.promoted && rollout.promotionBegan)) return null;
  if (rollout.phase.status !== 'shifting')
    return isAt(target, seen, rollout) ? null : describeDifference(target, seen, rollout);
  if (isOnTheWay(target, seen, rollout)) return null;
  return describeDifference(target, seen, { weight: rollout.agreed, cohorts: rollout.cohorts });
}
