import { withExposure } from '../../domain/analysis/rollout-words.ts';
import type { Phase, Rollout, TargetState } from '../../domain/rollout/record.ts';
import { describeShares, mayHaveCanary } from '../../domain/rollout/share.ts';
import type { Decision } from '../../domain/rollout/signal.ts';
import { accept, addEntry } from '../state/transition.ts';
import { isBack, type RollingBack } from './unreachable.ts';

/** Tells whether a target equals its baseline, by its last reading. */
function isExact(target: TargetState): boolean {
  return isBack(target) && target.observed?.atBaseline === true;
}

/** Tells whether every target is still promoted: the rollback restored nothing. */
function isStillPromoted({ targets }: Rollout): boolean {
  return targets.every(({ observed }) => observed?.promoted === true);
}

/** Describes the end of a rollback, in sentences. */
function endText({ targets, canary }: Rollout, left: readonly TargetState[]): string {
  if (left.length === 0) return 'Rollback verified: every target is as it was before.';
  const others = left.length === targets.length ? '' : ' Every other target is as it was before.';
  const stayed = left.filter(mayHaveCanary);
  const kept = `left as it is: ${describeShares(left)}.`;
  if (stayed.length === 0) return `Nothing is on ${canary} any more; ${kept}${others}`;
  if (stayed.length < targets.length) return `Rolled back in part; ${kept}${others}`;
  return `Not rolled back; ${kept}`;
}

/**
 * Finishes a rollback. A left target counts with its last reading: a rollout whose canary is still everywhere counts as completed,
 * and every other one ends with the list of what was left.
 */
export function finishRollback(before: Rollout, rollout: Rollout, phase: RollingBack, now: number): Decision {
  if (isStillPromoted(rollout)) return asCompleted(before, rollout, now);
  const left = rollout.targets.filter((target) => !isExact(target));
  const over: Phase = {
    ...{ status: 'rolled-back', at: now, reason: phase.reason },
    ...(left.length > 0 && { left: left.map(({ name }) => name) }),
  };
  const text = withExposure(rollout, endText(rollout, left));
  return accept(before, addEntry({ ...rollout, agreed: 0, phase: over }, now, text), text);
}

function asCompleted(before: Rollout, rollout: Rollout, now: number): Decision {
  const { canary, environments, targets } = rollout;
  const sides = environments === null ? '' : ` Users are on environment ${environments.canary}.`;
  const text = `Not rolled back: all users are still on ${canary}, in every target (${targets.map(({ name }) => name).join(', ')}). It counts as completed.${sides}`;
  const phase: Phase = { status: 'completed', at: now };
  return accept(before, addEntry({ ...rollout, weight: 100, agreed: 100, leaving: null, phase }, now, text), text);
}
