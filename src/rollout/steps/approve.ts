import { isOf } from '../../domain/plan/plan.ts';
import type { Phase, Rollout } from '../../domain/rollout/record.ts';
import { isApproved } from '../../domain/rollout/running-phase.ts';
import type { ApproveStep } from '../../domain/steps/approve.ts';
import { duration, rollbackHint } from '../../domain/wording.ts';
import { accept, addEntry, hold } from '../state/transition.ts';
import { type HandlerOf, NOTHING_DUE, type StepHandler } from './handler.ts';

function open(rollout: Rollout, { count, within }: ApproveStep, now: number): Rollout {
  const phase: Phase = { status: 'awaiting-approval', openedAt: now, expiresAt: now + within, approvals: [] };
  const people = count === 1 ? 'an approval' : `${count} approvals`;
  return addEntry({ ...rollout, phase }, now, `Waits for ${people}, open for ${duration(within)}.`);
}

/** Waits for people. Their answers are `commands/approve.ts`. */
export const approve: StepHandler<ApproveStep> = {
  needsQuietAlarms: false,
  describe: ({ count }) => (count === 1 ? 'Approval' : `${count} approvals`),
  enter: open,
};

/** An approval that is open. After a pause or a hold it opens anew. */
export const awaitingApproval: HandlerOf<'awaiting-approval'> = {
  resume: (rollout, _activity, now) => {
    const approval = rollout.config.plan[rollout.step];
    return isOf(approval, 'approve') ? open(rollout, approval, now) : rollout;
  },
  canBeSkipped: false,
  onTimer: (rollout, { expiresAt, approvals }, _look, now) => {
    const last = approvals.at(-1);
    if (last !== undefined && isApproved(rollout)) return { answer: 'step-ends', due: last.at, say: 'It is approved.' };
    if (now < expiresAt) return NOTHING_DUE;
    const text = `Nobody approved in time. Resume to ask again${rollbackHint(rollout)}.`;
    return accept(rollout, hold(rollout, { kind: 'gate-expired' }, now, text), text);
  },
};
