import { isOf } from '../../../../domain/plan/plan.ts';
import type { PhaseOf } from '../../../../domain/rollout/running-phase.ts';
import type { ApproveStep } from '../../../../domain/steps/approve.ts';
import { displayName, duration, joinWithOr } from '../../../../domain/wording.ts';
import { escapeMrkdwn, fitLines, formatMoment, mention, mentionAll } from '../parts/mrkdwn.ts';
import type { PhaseView, StepView } from './step-view.ts';

/** An approval. */
export const approve: StepView<ApproveStep> = {
  words: ({ count, within }) => `${count === 1 ? 'Approval' : `${count} approvals`} within ${duration(within)}`,
  skipped: () => 'Approval',
  mentions: ({ from }) => mentionAll(from),
  gives: () => null,
  unknownLength: { after: 'approval', takes: 'people take to approve' },
};

/** Room for the approvers of an approval, in characters: 20 user groups fit. */
const APPROVERS = 620;

/** An approver as configured, in words that tell nobody. */
const approverWithoutMention = (approver: string): string => escapeMrkdwn(approver, 80);

/** An open approval: its progress, and who can give it. */
export const awaitingApproval: PhaseView<PhaseOf<'awaiting-approval'>> = {
  sign: '✋',
  buttons: ['approve', 'reject', 'pause', 'promote', 'rollback'],
  progress: ({ approvals }) => {
    const given = approvals.map(({ by }) => escapeMrkdwn(displayName(by), 40)).join(', ');
    return given === '' ? '' : ` · approved by ${given}`;
  },
  situation: ({ config, step }, { expiresAt, approvals }, tells) => {
    const approval = config.plan[step];
    if (!isOf(approval, 'approve')) return `Waiting for approval, until ${formatMoment(expiresAt)}.`;
    if (approvals.length >= approval.count) return 'Approved; the next step has not begun.';
    const names = approval.from.map(tells ? mention : approverWithoutMention);
    const all = joinWithOr(names);
    const who = all.length > APPROVERS ? fitLines(names, APPROVERS, 'people').replaceAll('\n', ', ') : all;
    const more = approval.count === 1 ? '' : ` (${approvals.length} of ${approval.count} so far)`;
    return `Waiting for ${who} to approve${more}, until ${formatMoment(expiresAt)}.`;
  },
};
