import type { Actor } from '../../domain/people/person.ts';
import { isSame } from '../../domain/people/requester.ts';
import { isOf } from '../../domain/plan/plan.ts';
import type { Rollout } from '../../domain/rollout/record.ts';
import { refuse } from '../../domain/rollout/refuse.ts';
import { openApprovers, type PhaseOf } from '../../domain/rollout/running-phase.ts';
import type { Decision, Evidence, Signal } from '../../domain/rollout/signal.ts';
import type { ApproveStep } from '../../domain/steps/approve.ts';
import { displayName, joinWithOr } from '../../domain/wording.ts';
import { unlessFrozen, waitForFreeze } from '../restrictions/freeze-gate.ts';
import { raiseIfSafe, whenAsExpected } from '../state/as-expected.ts';
import { accept, addEntry, startRollback } from '../state/transition.ts';
import { enter } from '../steps/enter.ts';
import { expiredRefusal } from './start.ts';

type Approve = Extract<Signal, { kind: 'approve' }>;
type Open = PhaseOf<'awaiting-approval'>;

/**
 * Returns why an approval does not count: its time is over, the person may not approve, or the command is too old; null when it
 * counts.
 */
function approvalObjection(
  rollout: Rollout,
  open: Open,
  approval: ApproveStep,
  signal: Approve,
  now: number,
): Decision | null {
  if (now > open.expiresAt)
    return refuse('gate-expired', 'The time to approve is over. Resume the rollout to ask again.');
  const approvers = signal.approvers?.[rollout.step] ?? approval.from;
  if (!signal.isApprover) return refuse('not-approver', `Only ${joinWithOr(approvers)} can approve this.`);
  if (isSame(signal.by, rollout.by) && !rollout.config.selfApproval) {
    return refuse('own-rollout', 'You asked for this rollout, so somebody else has to approve it.');
  }
  return expiredRefusal(signal.issuedAt, now);
}

/** Counts an approval; the last one that is needed opens the way to the next step, in a freeze at its end. */
export function approve(rollout: Rollout, signal: Approve, evidence: Evidence, now: number): Decision {
  const open = rollout.phase;
  const step = rollout.config.plan[rollout.step];
  if ('activity' in open && open.activity.status === 'awaiting-approval') {
    const who = open.status === 'paused' ? `Paused by ${displayName(open.by)}` : 'The rollout holds';
    return refuse('no-gate', `${who}: resume first, then approve.`);
  }
  if (open.status !== 'awaiting-approval' || !isOf(step, 'approve')) {
    return refuse('no-gate', 'No approval is open now.');
  }
  const no = approvalObjection(rollout, open, step, signal, now);
  if (no !== null) return no;
  if (open.approvals.some((approval) => approval.by.id === signal.by.id)) {
    return { answer: 'ignored', because: 'You have already approved this step; it counts once.' };
  }
  if (open.approvals.length >= step.count)
    return { answer: 'ignored', because: 'It is approved already and waits for the end of the freeze.' };
  const approvals = [...open.approvals, { by: signal.by, at: now }];
  const by: Actor = { kind: 'person', person: signal.by };
  const text = `${displayName(signal.by)} approved (${approvals.length} of ${step.count}).`;
  const count = (known: Rollout): Rollout => addEntry({ ...known, phase: { ...open, approvals } }, now, text, by);
  if (approvals.length < step.count)
    return whenAsExpected(rollout, evidence.targets, now, (there) => accept(rollout, count(there), text));
  return raiseIfSafe(rollout, evidence, now, (safe) => {
    const people = approvals.map(({ by: person }) => person);
    const others = (safe.approved ?? []).filter(({ step: passed }) => passed !== rollout.step);
    const counted = { ...count(safe), approved: [...others, { step: rollout.step, by: people }] };
    return unlessFrozen(rollout, enter(counted, rollout.step + 1, now), evidence.freeze, {
      go: (next) => accept(rollout, next, text, openApprovers(next)),
      stay: (freeze) => waitForFreeze(rollout, counted, freeze, now),
    });
  });
}

/** Rejects an approval, which rolls the rollout back. */
export function reject(rollout: Rollout, signal: Extract<Signal, { kind: 'reject' }>, now: number): Decision {
  if (rollout.phase.status !== 'awaiting-approval') {
    return refuse('no-gate', 'No approval is open now. To end the rollout, roll it back.');
  }
  const reason = { kind: 'rejected', by: signal.by, text: signal.text } as const;
  const next = startRollback(rollout, reason, now, { kind: 'person', person: signal.by });
  return accept(rollout, next, 'Rejected. The rollout rolls back.');
}
