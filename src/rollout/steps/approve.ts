import { isOf } from '../../domain/plan/plan.ts';
import type { Phase, Rollout } from '../../domain/rollout/record.ts';
import { isApproved, openApprovers, type PhaseOf } from '../../domain/rollout/running-phase.ts';
import type { Decision } from '../../domain/rollout/signal.ts';
import type { ApproveStep } from '../../domain/steps/approve.ts';
import { duration, rollbackHint } from '../../domain/wording.ts';
import { accept, addEntry, hold } from '../state/transition.ts';
import { type HandlerOf, NOTHING_DUE, type StepHandler } from './handler.ts';

type Open = PhaseOf<'awaiting-approval'>;

function open(rollout: Rollout, { count, within, remind, escalate }: ApproveStep, now: number): Rollout {
  const phase: Phase = {
    ...{ status: 'awaiting-approval', openedAt: now, expiresAt: now + within, approvals: [] },
    ...(remind === undefined ? {} : { remindAt: now + within - remind }),
    ...(escalate === undefined ? {} : { escalateAt: now + escalate.after }),
  };
  const people = count === 1 ? 'an approval' : `${count} approvals`;
  return addEntry({ ...rollout, phase }, now, `Waits for ${people}, open for ${duration(within)}.`);
}

/** Waits for people. Their answers are `commands/approve.ts`. */
export const approve: StepHandler<ApproveStep> = {
  needsQuietAlarms: false,
  describe: ({ count }) => (count === 1 ? 'Approval' : `${count} approvals`),
  enter: open,
};

/** The moments at which people are called again: to remind them, and to ask further approvers. Null where it was done, or is not. */
const remindsAt = ({ remindAt, remindedAt }: Open) => (remindedAt === undefined ? (remindAt ?? null) : null);
const escalatesAt = ({ escalateAt, escalatedAt }: Open) => (escalatedAt === undefined ? (escalateAt ?? null) : null);

/**
 * Calls people once more when that is due: further approvers, who may approve from now on, and those who are reminded. The record keeps
 * that it was done, so that each is called once for an approval, however often timers fire.
 */
function callAgain(rollout: Rollout, phase: Open, now: number): Decision | null {
  const isDue = (at: number | null) => at !== null && at <= now;
  const [reminds, escalates] = [isDue(remindsAt(phase)), isDue(escalatesAt(phase))];
  if (!reminds && !escalates) return null;
  const called: Rollout = {
    ...rollout,
    phase: { ...phase, ...(escalates && { escalatedAt: now }), ...(reminds && { remindedAt: now }) },
  };
  const asked = openApprovers(called);
  const further = asked.slice(openApprovers(rollout).length);
  const open = duration(now - phase.openedAt);
  const texts = [
    ...(escalates ? [`Not approved after ${open}: asks further approvers, who may approve now.`] : []),
    ...(reminds ? [`Reminds the approvers: the approval ends in ${duration(phase.expiresAt - now)}.`] : []),
  ];
  const next = texts.reduce((told, text) => addEntry(told, now, text), called);
  return accept(rollout, next, texts.join(' '), reminds ? asked : further);
}

/** An approval that is open. After a pause or a hold it opens anew. */
export const awaitingApproval: HandlerOf<'awaiting-approval'> = {
  resume: (rollout, _activity, now) => {
    const approval = rollout.config.plan[rollout.step];
    return isOf(approval, 'approve') ? open(rollout, approval, now) : rollout;
  },
  wakeAt: (phase) => {
    const moments = [remindsAt(phase), escalatesAt(phase)].filter((at) => at !== null);
    return moments.length === 0 ? null : Math.min(...moments);
  },
  onTimer: (rollout, phase, _look, now) => {
    const { expiresAt, approvals } = phase;
    const last = approvals.at(-1);
    if (last !== undefined && isApproved(rollout)) return { answer: 'step-ends', due: last.at, say: 'It is approved.' };
    if (now < expiresAt) return callAgain(rollout, phase, now) ?? NOTHING_DUE;
    const text = `Nobody approved in time. Resume to ask again${rollbackHint(rollout)}.`;
    return accept(rollout, hold(rollout, { kind: 'gate-expired' }, now, text), text);
  },
};
