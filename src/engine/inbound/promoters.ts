import { isPerson } from '../../domain/people/requester.ts';
import { approvalSteps } from '../../domain/plan/plan.ts';
import { isFinished, type Rollout } from '../../domain/rollout/record.ts';
import { displayName, joinWithOr } from '../../domain/wording.ts';
import type { Deps } from '../deps.ts';
import { type Grant, planApprovers } from './authorize.ts';
import type { Command } from './command.ts';

/** Those who may promote a service. */
export interface Promoters {
  /** True when the requester is one of them. */
  readonly isAmong: boolean;
  /** Their names, for a refusal. */
  readonly names: string;
}

/**
 * Returns who may promote a service, and so may lift its freezes: the approvers of the last approval; without one the person who
 * started the running rollout, and while none runs everybody who may start one. An IAM identity never may.
 *
 * @throws LookupFailed
 */
export async function findPromoters(
  deps: Deps,
  { by }: Pick<Command, 'by'>,
  { service, approverOf }: Grant,
  rollout: Rollout | null,
): Promise<Promoters> {
  const running = rollout === null || isFinished(rollout) ? null : rollout;
  const last = approvalSteps((running?.config ?? service).plan).at(-1);
  if (last === undefined) {
    const isStarter = running === null || (isPerson(running.by) && isPerson(by) && running.by.id === by.id);
    const names = running === null ? `anybody in ${service.channel}` : displayName(running.by);
    return { isAmong: isPerson(by) && isStarter, names };
  }
  const from =
    (running === null ? undefined : planApprovers('promote', service, running)[last.index]) ?? last.approval.from;
  const isAmong =
    isPerson(by) && (running === null ? await deps.people.isAmong(by, from) : approverOf.includes(last.index));
  return { isAmong, names: joinWithOr(from) };
}
