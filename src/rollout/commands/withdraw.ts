import type { Actor } from '../../domain/people/person.ts';
import { isOf } from '../../domain/plan/plan.ts';
import { isFinished, type Rollout } from '../../domain/rollout/record.ts';
import { refuse } from '../../domain/rollout/refuse.ts';
import { isApproved } from '../../domain/rollout/running-phase.ts';
import type { Decision, Signal } from '../../domain/rollout/signal.ts';
import { displayName } from '../../domain/wording.ts';
import { accept, addEntry } from '../state/transition.ts';

type Withdraw = Extract<Signal, { kind: 'withdraw' }>;

/** Tells whether the person's vote belongs to an approval that is complete: one that was passed, or that a freeze keeps waiting. */
function isComplete(rollout: Rollout, { by, at }: Withdraw): boolean {
  const { phase, step, approved = [] } = rollout;
  const isAtApproval = ('activity' in phase ? phase.activity : phase).status === 'awaiting-approval';
  const asked = at?.step ?? step;
  if (isAtApproval && asked === step) return isApproved(rollout);
  return approved.some((given) => given.step <= asked && given.by.some(({ id }) => id === by.id));
}

/** Returns the refusal to withdraw from an approval that is complete, with what to do instead; null while it is not. */
export function completeRefusal(rollout: Rollout, signal: Withdraw): Decision | null {
  if (isFinished(rollout) || !isComplete(rollout, signal)) return null;
  const instead = rollout.noReturnAt === null ? ' To stop the rollout, roll it back.' : '';
  return refuse('approval-complete', `The approval is complete, so nobody can withdraw from it any more.${instead}`);
}

/**
 * Takes back a person's vote for the open approval, so that it no longer counts. Everyone may take back their own vote and nobody
 * else's, also when they are no longer among the approvers.
 */
export function withdraw(rollout: Rollout, signal: Withdraw, now: number): Decision {
  const complete = completeRefusal(rollout, signal);
  if (complete !== null) return complete;
  const { phase: open, config, step } = rollout;
  const approval = config.plan[step];
  if ('activity' in open && open.activity.status === 'awaiting-approval') {
    const who = open.status === 'paused' ? `Paused by ${displayName(open.by)}` : 'The rollout holds';
    return refuse('no-gate', `${who}, so no approval counts. After a resume everyone is asked again.`);
  }
  if (open.status !== 'awaiting-approval' || !isOf(approval, 'approve')) {
    return refuse('no-gate', 'No approval is open now, so there is none to withdraw.');
  }
  const approvals = open.approvals.filter(({ by }) => by.id !== signal.by.id);
  if (approvals.length === open.approvals.length) {
    return refuse(
      'not-approved',
      'You have not approved this step, so there is nothing to withdraw. To stop the rollout, reject it.',
    );
  }
  const by: Actor = { kind: 'person', person: signal.by };
  const text = `${displayName(signal.by)} withdrew the approval (${approvals.length} of ${approval.count}).`;
  return accept(rollout, addEntry({ ...rollout, phase: { ...open, approvals } }, now, text, by), text);
}
