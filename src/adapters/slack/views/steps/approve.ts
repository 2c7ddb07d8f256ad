import { isOf } from '../../../../domain/plan/plan.ts';
import { openApprovers, type PhaseOf } from '../../../../domain/rollout/running-phase.ts';
import type { Approval, ApproveStep } from '../../../../domain/steps/approve.ts';
import { displayName, duration, joinWithOr } from '../../../../domain/wording.ts';
import { escapeMrkdwn, fitLines, formatMoment, mention, mentionAll } from '../parts/mrkdwn.ts';
import type { PhaseView, StepView } from './step-view.ts';

/** An approval. */
export const approve: StepView<ApproveStep> = {
  words: ({ count, within }) => `${count === 1 ? 'Approval' : `${count} approvals`} within ${duration(within)}`,
  skipped: () => 'Approval',
  mentions: ({ from, escalate }) =>
    escalate === undefined
      ? mentionAll(from)
      : `${mentionAll(from)}; after ${duration(escalate.after)} also ${mentionAll(escalate.to)}`,
  gives: () => null,
  unknownLength: { after: 'approval', takes: 'people take to approve' },
};

/** Room for the approvers of an approval, in characters: 20 user groups fit. */
const APPROVERS = 620;

/** Room for those whom it is escalated to, before it is. */
const FURTHER = 300;

/** An approver as configured, in words that tell nobody. */
const approverWithoutMention = (approver: string): string => escapeMrkdwn(approver, 80);

function listApprovers(approvers: readonly string[], room: number, tells: boolean): string {
  const names = approvers.map(tells ? mention : approverWithoutMention);
  const all = joinWithOr(names);
  return all.length > room ? fitLines(names, room, 'people').replaceAll('\n', ', ') : all;
}

/** Says when further approvers are or were asked, and when people are or were reminded; empty where neither is. */
function callsText(phase: PhaseOf<'awaiting-approval'>, { escalate }: ApproveStep, tells: boolean): string {
  const { escalateAt, escalatedAt, remindAt, remindedAt } = phase;
  const sentences = [
    ...(escalatedAt !== undefined ? [`Escalated ${formatMoment(escalatedAt)}.`] : []),
    ...(escalatedAt === undefined && escalateAt !== undefined && escalate !== undefined
      ? [`From ${formatMoment(escalateAt)} ${listApprovers(escalate.to, FURTHER, tells)} may approve too.`]
      : []),
    ...(remindedAt !== undefined ? [`Reminded ${formatMoment(remindedAt)}.`] : []),
    ...(remindedAt === undefined && remindAt !== undefined ? [`Reminder ${formatMoment(remindAt)}.`] : []),
  ];
  return sentences.map((sentence) => ` ${sentence}`).join('');
}

/** Names those who have approved so far, as the end of a bracket; empty where nobody has. */
function listVoters(approvals: readonly Approval[]): string {
  const names = approvals.map(({ by }) => escapeMrkdwn(displayName(by), 40));
  return names.length === 0 ? ' so far' : `: ${fitLines(names, FURTHER, 'people').replaceAll('\n', ', ')}`;
}

/** An open approval: its progress, and who can give it. */
export const awaitingApproval: PhaseView<PhaseOf<'awaiting-approval'>> = {
  sign: '✋',
  // `promote` would pass this very approval: next to `approve` it is easily taken for it, so it has to be typed.
  buttons: ['approve', 'withdraw', 'reject', 'pause', 'rollback'],
  progress: ({ approvals }) => {
    const given = approvals.map(({ by }) => escapeMrkdwn(displayName(by), 40)).join(', ');
    return given === '' ? '' : ` · approved by ${given}`;
  },
  situation: (rollout, phase, tells) => {
    const { expiresAt, approvals } = phase;
    const approval = rollout.config.plan[rollout.step];
    if (!isOf(approval, 'approve')) return `Waiting for approval, until ${formatMoment(expiresAt)}.`;
    if (approvals.length >= approval.count) return 'Approved; the next step has not begun.';
    const who = listApprovers(openApprovers(rollout), APPROVERS, tells);
    const more = approval.count === 1 ? '' : ` (${approvals.length} of ${approval.count}${listVoters(approvals)})`;
    return `Waiting for ${who} to approve${more}, until ${formatMoment(expiresAt)}.${callsText(phase, approval, tells)}`;
  },
};
