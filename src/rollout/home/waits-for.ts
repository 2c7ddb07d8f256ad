import { isPerson } from '../../domain/people/requester.ts';
import type { Rollout } from '../../domain/rollout/record.ts';
import { asksPeople, isApproved } from '../../domain/rollout/running-phase.ts';
import { waitsForSomebody } from '../../domain/rollout/urgency.ts';

/** Tells whether a person could still answer the open approval of a rollout, if they are among its approvers. */
export function mayStillAnswer(rollout: Rollout, person: string): boolean {
  const { phase, by, config } = rollout;
  // Enough people may have approved while a freeze keeps the plan waiting.
  if (!asksPeople(phase) || isApproved(rollout)) return false;
  const isOwn = isPerson(by) && by.id === person;
  const hasAnswered = 'approvals' in phase && phase.approvals.some((approval) => approval.by.id === person);
  return !hasAnswered && (!isOwn || config.selfApproval);
}

/** Tells whether a rollout that stands still has to be answered by a person, as its starter or as who paused it. */
export function waitsForItsPeople({ phase, by }: Rollout, person: string): boolean {
  const isAsking = phase.status === 'rolling-back' ? phase.question !== null : waitsForSomebody(phase.status);
  if (!isAsking || asksPeople(phase)) return false;
  const people = phase.status === 'paused' ? [by, phase.by] : [by];
  return people.some((each) => isPerson(each) && each.id === person);
}
