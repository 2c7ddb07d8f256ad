import { expect } from 'vitest';
import type { Rollout } from '../../src/domain/rollout/record.ts';
import { callOf } from './laws-of-hooks.ts';
import { changeOf } from './reason-to-rise.ts';
import type { Step } from './steps.ts';

/** Whether a hook may be called that might not before. Written without `freeze-gate.ts`. */
function lets(before: Rollout, next: Rollout): boolean {
  const [was, is] = [callOf(before), callOf(next)];
  const may = (rollout: Rollout) => rollout.phase.status === 'hooking';
  if (!may(next) || is?.state !== 'due') return false;
  return !(may(before) && was?.n === is.n && before.step === next.step);
}

function raisesOnlyUnfrozen(step: Step): void {
  const { signal, decision } = step;
  if (signal.kind === 'start' && decision.answer === 'accepted') expect(signal.draft.freeze).toBeUndefined();
  const change = changeOf(step);
  if (change === null) return;
  const { before, next } = change;
  const isMore =
    next.weight > before.weight ||
    next.cohorts.some((name) => !before.cohorts.includes(name)) ||
    (next.promotionBegan && !before.promotionBegan) ||
    lets(before, next);
  if (isMore) expect('freeze' in signal && signal.freeze).toBeNull();
}

function staysWhereItIsWhenItIsFrozen(step: Step): void {
  const change = changeOf(step);
  if (change === null || change.signal.kind !== 'freeze') return;
  const { freeze: _was, timeline, entries, ...before } = change.before;
  const { freeze, ...next } = change.next;
  expect(next).toEqual({ ...before, timeline: expect.any(Array), entries: entries + 1 });
  expect(freeze?.until).toBe(change.signal.freeze?.until);
  expect(timeline.length).toBe(next.timeline.length - 1);
}

function rollsBackInAFreeze({ before, signal, decision }: Step): void {
  const isOver = before === null || ['completed', 'rolled-back'].includes(before.phase.status);
  if (signal.kind !== 'rollback' || isOver || before.noReturnAt !== null || decision.answer !== 'refused') return;
  expect(decision.code).not.toBe('frozen');
}

/** What holds of freezes at every step. */
export const lawsOfFreezes: Readonly<Record<string, (step: Step) => void>> = {
  'raises nothing, promotes nothing and lets no hook be called while the service is frozen, or before that was read':
    raisesOnlyUnfrozen,
  'only tells a rollout that it was frozen': staysWhereItIsWhenItIsFrozen,
  'never refuses a rollback for a freeze': rollsBackInAFreeze,
};
