import { lastShiftIndex, type Plan } from '../../domain/plan/plan.ts';
import type { Complaint } from '../read/complaint.ts';

/**
 * Returns complaints about a hook with `pointOfNoReturn`. It must come after the last shift and directly behind an approval.
 * Behind it, no hook may roll back by itself and no approval may ask. Paths begin at the plan.
 */
export function noReturnComplaints(plan: Plan): readonly Complaint[] {
  const first = plan.findIndex((step) => step.kind === 'hook' && step.pointOfNoReturn);
  if (first === -1) return [];
  return [
    ...placeComplaints(plan, first),
    ...plan.flatMap((_, index) => (index >= first ? failureComplaints(plan, index) : [])),
    ...plan.flatMap((_, index) => (index > first ? behindComplaints(plan, index) : [])),
  ];
}

function placeComplaints(plan: Plan, index: number): readonly Complaint[] {
  const path = [index, 'hook', 'pointOfNoReturn'];
  const early: Complaint = {
    path,
    message: 'A point of no return comes before the last shift, while users still have the version before.',
    remedy: 'Put the hook behind `- shift: 100` and a bake.',
  };
  const ungated: Complaint = {
    path,
    message: 'A point of no return is not directly behind a gate.',
    remedy: 'Put an `approve` step right before the hook.',
  };
  return [...(index < lastShiftIndex(plan) ? [early] : []), ...(plan[index - 1]?.kind === 'approve' ? [] : [ungated])];
}

function failureComplaints(plan: Plan, index: number): readonly Complaint[] {
  const step = plan[index];
  if (step?.kind !== 'hook' || step.onFailure === 'hold') return [];
  return [
    {
      path: [index, 'hook', 'onFailure'],
      message: 'Nothing goes back by itself from a point of no return on.',
      remedy: 'Write `onFailure: hold`.',
    },
  ];
}

function behindComplaints(plan: Plan, index: number): readonly Complaint[] {
  const step = plan[index];
  if (step?.kind === 'approve') {
    const message = 'A gate behind the point of no return asks what cannot be refused any more.';
    return [{ path: [index, 'approve'], message, remedy: 'Put it before the hook, or remove it.' }];
  }
  if (step?.kind !== 'hook' || !step.pointOfNoReturn) return [];
  const message = 'There is a point of no return before this one already.';
  return [{ path: [index, 'hook', 'pointOfNoReturn'], message, remedy: 'Remove it here; the first one counts.' }];
}
