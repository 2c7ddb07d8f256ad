import type { Rollout, TargetState } from '../../domain/rollout/record.ts';
import { describeShares } from '../../domain/rollout/share.ts';
import { UNDONE_TIMES } from '../../domain/timing.ts';
import { withoutFullStop } from '../../domain/wording.ts';
import { isDead, isLeft, isLongOut, isThere, outageQuestion, type RollingBack } from './unreachable.ts';

/** The target that somebody moves onto the canary again and again, if people are asked about one. */
function findUndoneTarget(rollout: Rollout, { undone }: RollingBack): TargetState | undefined {
  if (undone === undefined || undone.times < UNDONE_TIMES) return undefined;
  return rollout.targets.find((target) => target.name === undone.target && !isLeft(rollout, target));
}

/** The target whose end is not exact by somebody's doing, or for good. */
function inexactTarget(rollout: Rollout, phase: RollingBack): TargetState | undefined {
  if (phase.stage !== 'restoring') return undefined;
  const open = rollout.targets.filter((target) => !isLeft(rollout, target) && !phase.keep.includes(target.name));
  return open.find(({ observed }) => observed?.drift) ?? open.find(isDead);
}

/**
 * Returns the targets that Serin asks about during a rollback: raised again and again, changed by somebody, unreachable for long or
 * permanently.
 */
export function targetsInQuestion(rollout: Rollout, phase: RollingBack): readonly TargetState[] {
  const one = findUndoneTarget(rollout, phase) ?? inexactTarget(rollout, phase);
  if (one !== undefined) return [one];
  return isLongOut(phase) ? rollout.targets.filter((target) => !isThere(rollout, phase, target)) : [];
}

/** Returns the question to people during a rollback; null when there is nothing to ask. */
export function questionFor(rollout: Rollout, phase: RollingBack): string | null {
  const undone = findUndoneTarget(rollout, phase);
  if (undone !== undefined) {
    return `Something outside Serin moves ${undone.name} onto the canary again, each time Serin takes it off. Find out what it is (a pipeline, Terraform, a person) and stop it, or resume to leave ${undone.name} as it is.`;
  }
  const inexact = inexactTarget(rollout, phase);
  if (inexact?.observed?.drift)
    return `Somebody changed ${inexact.name} meanwhile: ${inexact.observed.drift}. Put it back and the rollout finishes, or resume to keep it.`;
  if (inexact?.observed?.fault)
    return `${inexact.name} cannot be restored: ${withoutFullStop(inexact.observed.fault.message)}. Put it right by hand and the rollout finishes, or resume to leave it as it is.`;
  return isLongOut(phase) && targetsInQuestion(rollout, phase).length > 0 ? outageQuestion(rollout, phase) : null;
}

/** Says what people can do about a target that cannot be brought back, behind a colon or as a sentence of its own. */
function manualFixText({ service }: Rollout): string {
  return `bring it back by hand (the baseline is in the thread) and Serin finishes, or \`/canary resume ${service}\` leaves it as it is and ends the rollout.`;
}

/** Says what people can do about a rollback that is stuck or asks, as sentences; empty when it just continues. */
export function rollbackAdvice(rollout: Rollout): string {
  const { phase } = rollout;
  if (phase.status === 'rolling-back') return phase.question ?? '';
  if (phase.status !== 'stuck') return '';
  const target = rollout.targets.filter(({ name }) => name === phase.target);
  return `It cannot bring back ${describeShares(target)}: ${manualFixText(rollout)}`;
}

/** The answer to somebody who asks for the rollback of a stuck rollout once more. */
export function retryText(rollout: Rollout, target: string): string {
  return `Tries again to bring back ${target}. If that fails too, ${manualFixText(rollout)}`;
}
