import type { Requester } from '../../domain/people/person.ts';
import { isPerson, isSame } from '../../domain/people/requester.ts';
import { approvalSteps, type Plan } from '../../domain/plan/plan.ts';
import type { Rollout } from '../../domain/rollout/record.ts';
import { refuse } from '../../domain/rollout/refuse.ts';
import type { Authority, Decision } from '../../domain/rollout/signal.ts';
import { type Step, stepTraits } from '../../domain/steps/registry.ts';
import { displayName, joinWithOr } from '../../domain/wording.ts';

/** The request of a person who skips or promotes, in the words of a refusal. */
export interface SkipAction {
  /** `promote this`: continues "Only bob can …". */
  readonly can: string;
  /** `you cannot promote past it`: continues "Only bob can approve the step ahead, so …". */
  readonly past: string;
  /** Ends the refusal where nobody may. */
  readonly instead: string;
}

/** The person who skips or promotes, with their rights. */
type SkipRequester = Authority & { readonly by: Requester };

/** Steps that wait by themselves and give the canary nothing. */
function isWaitStep(step: Step): boolean {
  const { raises, asks } = stepTraits(step);
  return !raises && asks === null;
}

/**
 * Tells whether an approval comes after this step before anything but waiting: before the canary gets more, opens to somebody,
 * becomes stable, or passes the point of no return.
 */
export function isApprovalNext(plan: Plan, step: number): boolean {
  const next = plan.slice(step + 1).find((each) => !isWaitStep(each));
  return next !== undefined && stepTraits(next).asks !== null;
}

/**
 * Returns why a person may not decide about the whole plan, or null. Approvers of its last approval may; without one, its starter
 * may.
 */
export function authorityRefusal(
  rollout: Rollout,
  { by, approverOf, approvers }: SkipRequester,
  deed: SkipAction,
): Decision | null {
  const last = approvalSteps(rollout.config.plan).at(-1);
  if (last !== undefined) {
    if (approverOf.includes(last.index)) return null;
    return refuse(
      'not-approver',
      `Only ${joinWithOr(approvers?.[last.index] ?? last.approval.from)} can ${deed.can} because they approve its last step.`,
    );
  }
  if (isSame(by, rollout.by)) return null;
  const starter = displayName(rollout.by);
  const because = isPerson(rollout.by)
    ? `Only ${starter}, who started it, can ${deed.can}: its plan has no approval.`
    : `${starter} started it and its plan has no approval, so nobody can ${deed.can}. ${deed.instead}`;
  return refuse('not-allowed', because);
}

/**
 * Returns why a person may not raise the canary beyond the plan's current step, or null. Promote, skip before a raise, and the word
 * that a hook is done all use this rule. Approvers of the last approval may if they are also approvers of every approval ahead;
 * with an approval ahead, the person who asked for the rollout may not. So many small steps never reach further than one large
 * step.
 */
export function skipRefusal(rollout: Rollout, who: SkipRequester, deed: SkipAction): Decision | null {
  const no = authorityRefusal(rollout, who, deed);
  if (no !== null) return no;
  const ahead = approvalSteps(rollout.config.plan).filter(({ index }) => index >= rollout.step);
  const closed = ahead.find(({ index }) => !who.approverOf.includes(index));
  if (closed !== undefined) {
    const because = `Only ${joinWithOr(who.approvers?.[closed.index] ?? closed.approval.from)} can approve the step ahead, so ${deed.past}.`;
    return refuse('not-approver', because);
  }
  if (ahead.length > 0 && isSame(who.by, rollout.by)) {
    return refuse(
      'own-rollout',
      `You started this rollout and an approval is ahead, so somebody else has to ${deed.can}.`,
    );
  }
  return null;
}
