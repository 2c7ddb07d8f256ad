import type { Rollout } from '../../../src/domain/rollout/record.ts';
import type { Step } from '../steps.ts';
import { callOf } from './hooks.ts';
import { isEqual } from './is-equal.ts';
import { insist, type Law, show } from './law.ts';
import { changeOf } from './reason-to-rise.ts';

/** Whether a hook may be called that might not before. Written without `freeze-gate.ts`. */
function lets(before: Rollout, next: Rollout): boolean {
  const [was, is] = [callOf(before), callOf(next)];
  const may = (rollout: Rollout) => rollout.phase.status === 'hooking';
  if (!may(next) || is?.state !== 'due') return false;
  return !(may(before) && was?.n === is.n && before.step === next.step);
}

function raisesOnlyUnfrozen(step: Step): void {
  const { signal, decision } = step;
  if (signal.kind === 'start' && decision.answer === 'accepted')
    insist(signal.draft.freeze === undefined, 'It started in a freeze.');
  const change = changeOf(step);
  if (change === null) return;
  const { before, next } = change;
  const isMore =
    next.weight > before.weight ||
    next.cohorts.some((name) => !before.cohorts.includes(name)) ||
    (next.promotionBegan && !before.promotionBegan) ||
    lets(before, next);
  if (isMore)
    insist(
      'freeze' in signal && signal.freeze === null,
      'It raises in a freeze, or before it was read whether there is one.',
    );
}

function staysWhereItIsWhenItIsFrozen(step: Step): void {
  const change = changeOf(step);
  if (change === null || change.signal.kind !== 'freeze') return;
  const { before, next } = change;
  const { freeze, timeline, entries } = before;
  insist(
    isEqual({ ...next, freeze, timeline, entries }, before),
    'A freeze changed more than what is known of freezes.',
  );
  insist(next.freeze?.until === change.signal.freeze?.until, () => `It knows ${show(next.freeze)}.`);
  insist(next.entries === entries + 1 && next.timeline.length === timeline.length + 1, 'A freeze is told once.');
}

function rollsBackInAFreeze({ before, signal, decision }: Step): void {
  const isOver = before === null || ['completed', 'rolled-back'].includes(before.phase.status);
  if (signal.kind !== 'rollback' || isOver || before.noReturnAt !== null || decision.answer !== 'refused') return;
  insist(decision.code !== 'frozen', 'It was refused for a freeze.');
}

/** What holds of freezes at every step. */
export const lawsOfFreezes: readonly Law[] = [
  {
    code: 'raises-unfrozen',
    says: 'raises nothing, promotes nothing and lets no hook be called while the service is frozen, or before that was read',
    keep: raisesOnlyUnfrozen,
  },
  { code: 'freeze-is-told', says: 'only tells a rollout that it was frozen', keep: staysWhereItIsWhenItIsFrozen },
  { code: 'rolls-back-frozen', says: 'never refuses a rollback for a freeze', keep: rollsBackInAFreeze },
];
