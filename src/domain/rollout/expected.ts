import { hasOpen, openWords } from '../plan/cohorts.ts';
import type { TargetReading } from '../target/reading.ts';
import { joinWithAnd, percent } from '../wording.ts';
import { type ForeignShare, phaseStart, type Rollout, type TargetState } from './record.ts';
import { isMoving, isRunning } from './running-phase.ts';

/** The part of a reading that the plan intends: the weight and the cohorts. */
type Seen = Pick<TargetReading, 'weight' | 'cohorts' | 'towards'>;

/** Returns the weight that a target can express for a weight of the plan, in percent. */
function expressedWeight(target: TargetState, weight: number): number {
  return target.expressed[String(weight)] ?? weight;
}

function hasWeight(target: TargetState, seen: number, weight: number): boolean {
  return Math.abs(seen - expressedWeight(target, weight)) < 1e-6;
}

/** Tells whether a target shows the intended weight, as nearly as it can express it, and the intended cohorts. */
export function isAt(target: TargetState, seen: Seen | null, wanted: Pick<Rollout, 'weight' | 'cohorts'>): boolean {
  if (seen === null || seen.weight === null) return false;
  return hasWeight(target, seen.weight, wanted.weight) && hasOpen(seen.cohorts, wanted.cohorts);
}

/** Tells whether a target comes to the intended share by itself. */
export function isComing(target: TargetState, seen: Seen | null, { weight }: Pick<Rollout, 'weight'>): boolean {
  return seen?.towards !== undefined && hasWeight(target, seen.towards.weight, weight);
}

/** Returns the difference between a target and the intention, in words. */
function describeDifference(
  target: TargetState,
  seen: Seen,
  { weight, cohorts }: Pick<Rollout, 'weight' | 'cohorts'>,
): string {
  const is = `${percent(seen.weight ?? 0)}${openWords(seen.cohorts)}`;
  const intended = seen.cohorts === undefined ? [] : cohorts;
  return `its weight is ${is} instead of ${percent(expressedWeight(target, weight))}${openWords(intended)}`;
}

/**
 * Tells whether a target is at a valid point of a shift: its weight is the old or the intended one, or it comes to that by itself, and
 * it has no foreign cohorts.
 */
function isOnTheWay(target: TargetState, seen: Seen, rollout: Rollout): boolean {
  const { agreed, weight, cohorts } = rollout;
  const isOurs =
    isComing(target, seen, rollout) || [agreed, weight].some((known) => hasWeight(target, seen.weight ?? 0, known));
  return isOurs && (seen.cohorts ?? []).every((name) => cohorts.includes(name));
}

/** Tells whether a target has the share of a shift in the middle of which the plan stands still. */
export function isAhead({ phase, cohorts }: Rollout, target: TargetState, seen: Seen | null): boolean {
  if (phase.status !== 'paused' && phase.status !== 'holding') return false;
  return 'wanted' in phase.activity && isAt(target, seen, { weight: phase.activity.wanted, cohorts });
}

/**
 * Returns the difference between a target that was read and the record, in words; null when there is none. While a share is raised,
 * the old and the intended share are both expected, also where the plan stands still then.
 */
export function findDifference(
  rollout: Rollout,
  target: TargetState,
  seen: Seen & Pick<TargetReading, 'drift' | 'promoted'>,
): string | null {
  if (seen.drift !== null) return seen.drift;
  if (seen.weight === null || (seen.promoted && rollout.promotionBegan)) return null;
  if (!isMoving(rollout.phase)) {
    const isOurs = isAt(target, seen, rollout) || isAhead(rollout, target, seen);
    return isOurs ? null : describeDifference(target, seen, rollout);
  }
  if (isOnTheWay(target, seen, rollout)) return null;
  return describeDifference(target, seen, { weight: rollout.agreed, cohorts: rollout.cohorts });
}

/** Returns the share of a target that somebody else set, where nothing but the share differs from the record; null otherwise. */
function findForeignShare(
  rollout: Rollout,
  target: TargetState,
  seen: Seen & Pick<TargetReading, 'drift' | 'promoted'>,
): ForeignShare | null {
  const { weight, cohorts, drift } = seen;
  if (weight === null || drift !== null || findDifference(rollout, target, seen) === null) return null;
  return { weight, ...(cohorts !== undefined && { cohorts }) };
}

/** Returns the foreign share of each target that has one, by its last reading. */
export function foreignShares(rollout: Rollout): Readonly<Record<string, ForeignShare>> {
  const found = rollout.targets.flatMap((target) => {
    const share = target.observed === null ? null : findForeignShare(rollout, target, target.observed);
    return share === null ? [] : [[target.name, share] as const];
  });
  return Object.fromEntries(found);
}

/** Tells whether a target still has exactly the foreign share that a person lets Serin overwrite in this phase. */
export function mayPutBack(
  { phase, putBack }: Rollout,
  { name }: TargetState,
  { weight, cohorts, drift }: Pick<TargetReading, 'weight' | 'cohorts' | 'drift'>,
): boolean {
  if (putBack === undefined || putBack.since !== phaseStart(phase) || !isRunning(phase)) return false;
  const share = putBack.shares[name];
  return share !== undefined && drift === null && weight === share.weight && hasOpen(cohorts, share.cohorts ?? []);
}

/**
 * Returns the targets whose share somebody else set, by their last readings; empty where a target cannot be read, or differs in
 * more than its share.
 */
export function targetsWithForeignShare(rollout: Rollout): readonly TargetState[] {
  const isOther = (target: TargetState) =>
    target.observed !== null && findForeignShare(rollout, target, target.observed) !== null;
  const isAsLeft = ({ observed }: TargetState) =>
    observed !== null && observed.weight !== null && observed.drift === null;
  return rollout.targets.every(isAsLeft) ? rollout.targets.filter(isOther) : [];
}

/** Returns what Serin makes of foreign shares once the plan goes on, in words: `checkout-api:live from 40% to 25%`. */
export function putBackWords(rollout: Rollout, targets: readonly TargetState[]): string {
  const { phase } = rollout;
  const intended = 'activity' in phase && 'wanted' in phase.activity ? phase.activity.wanted : rollout.weight;
  const each = targets.map((target) => {
    const is = `${percent(target.observed?.weight ?? 0)}${openWords(target.observed?.cohorts)}`;
    return `${target.name} from ${is} to ${percent(expressedWeight(target, intended))}`;
  });
  return joinWithAnd(each);
}
