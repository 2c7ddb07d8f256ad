import type { Rollout } from '../../domain/rollout/record.ts';
import type { Decision } from '../../domain/rollout/signal.ts';
import { holdForChange } from './foreign-change.ts';
import { accept, startRollback } from './transition.ts';

/**
 * Rolls back what is left of a rollout of which a target went back by itself: users of that target have the old version already. Behind
 * the point of no return people decide. Null while no target goes back.
 */
export function followTargetBack(before: Rollout, rollout: Rollout, now: number): Decision | null {
  for (const { name: target, observed } of rollout.targets) {
    const detail = observed?.wentBack;
    if (detail === undefined) continue;
    if (rollout.noReturnAt !== null)
      return holdForChange(before, rollout, { target, detail, isShare: false, isUndone: false }, now);
    const next = startRollback(rollout, { kind: 'target', target, detail }, now, { kind: 'serin' });
    return accept(before, next, `${target} went back by itself. Serin rolls back.`);
  }
  return null;
}
