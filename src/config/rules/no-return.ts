import { approvalSteps, lastShiftIndex, type Plan, stepsOf } from '../../domain/plan/plan.ts';
import type { Complaint } from '../read/complaint.ts';

/**
 * Returns complaints about a hook with `pointOfNoReturn`. It must come after the last shift and directly behind an approval.
 * Behind it, no hook may roll back by itself and no approval may ask. Paths begin at the plan.
 */
export function noReturnComplaints(plan: Plan): readonly Complaint[] {
  const hooks = stepsOf(plan, 'hook');
  const first = hooks.find(({ step }) => step.pointOfNoReturn)?.index;
  if (first === undefined) return [];
  const failing = hooks.filter(({ index, step }) => index >= first && step.onFailure !== 'hold');
  const approvals = approvalSteps(plan).filter(({ index }) => index > first);
  const others = hooks.filter(({ index, step }) => index > first && step.pointOfNoReturn);
  return [
    ...placeComplaints(plan, first),
    ...failing.map(({ index }) => ({
      path: [index, 'hook', 'onFailure'],
      message: 'After a point of no return Serin does not roll back by itself.',
      remedy: 'Write `onFailure: hold`.',
    })),
    ...approvals.map(({ index }) => ({
      path: [index, plan[index]?.kind ?? ''],
      message: 'An approval after the point of no return asks for what can no longer be refused.',
      remedy: 'Put it before the hook, or remove it.',
    })),
    ...others.map(({ index }) => ({
      path: [index, 'hook', 'pointOfNoReturn'],
      message: 'There is a point of no return before this one already.',
      remedy: 'Remove it here; the first one counts.',
    })),
  ];
}

function placeComplaints(plan: Plan, index: number): readonly Complaint[] {
  const path = [index, 'hook', 'pointOfNoReturn'];
  const early: Complaint = {
    path,
    message: 'A point of no return comes before the last shift, while users still have the old version.',
    remedy: 'Put the hook behind `- shift: 100` and a bake.',
  };
  const ungated: Complaint = {
    path,
    message: 'A point of no return must come directly after an approval.',
    remedy: 'Put an `approve` step right before the hook.',
  };
  const isGated = approvalSteps(plan).some((approval) => approval.index === index - 1);
  return [...(index < lastShiftIndex(plan) ? [early] : []), ...(isGated ? [] : [ungated])];
}
