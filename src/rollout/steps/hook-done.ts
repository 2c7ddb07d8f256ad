import { toActor } from '../../domain/people/requester.ts';
import type { Rollout } from '../../domain/rollout/record.ts';
import { refuse } from '../../domain/rollout/refuse.ts';
import { openApprovers } from '../../domain/rollout/running-phase.ts';
import type { Decision, Evidence, Signal } from '../../domain/rollout/signal.ts';
import { displayName, withoutFullStop } from '../../domain/wording.ts';
import { authorityRefusal, isApprovalNext, type SkipAction, skipRefusal } from '../commands/skip-rules.ts';
import { expiredRefusal } from '../commands/start.ts';
import { frozenRefusal, unlessFrozen } from '../restrictions/freeze-gate.ts';
import { resumeSafely } from '../state/as-expected.ts';
import { accept, addEntry } from '../state/transition.ts';
import { resumeActivity } from './enter.ts';
import { findMissedHook, withCall } from './hook.ts';

/** The word of a person that a hook is done. */
export type HookDone = Extract<Signal, { kind: 'resume' }> & {
  readonly done: NonNullable<Extract<Signal, { kind: 'resume' }>['done']>;
};

const HOOK_DONE: SkipAction = {
  can: 'say that a hook is done',
  past: 'you cannot say that a hook before it is done',
  instead: 'Resume calls it again.',
};

/**
 * Returns why a person may not answer for a hook; null for those who decide about the plan. Without an approval before the next
 * raise only those who may promote can answer.
 */
function hookDoneObjection(rollout: Rollout, { by, done }: HookDone): Decision | null {
  const who = { ...done, by };
  const isAsked = isApprovalNext(rollout.config.plan, rollout.step);
  return isAsked ? authorityRefusal(rollout, who, HOOK_DONE) : skipRefusal(rollout, who, HOOK_DONE);
}

/**
 * Processes a person's word that a hook Serin holds for is done, so that it is not called again. It counts like the hook's answer:
 * the next approval still applies, and the alarms have to be quiet.
 */
export function hookIsDone(rollout: Rollout, signal: HookDone, evidence: Evidence, now: number): Decision {
  const missed = findMissedHook(rollout);
  if (missed === null) return refuse('no-hook', 'Serin holds for no hook that failed or did not answer.');
  const { hook, call, activity } = missed;
  const what = withoutFullStop(signal.done.text);
  if (what === '') {
    const how = `/canary resume ${rollout.service} done <what was done>`;
    return refuse('reason-missing', `Say how it is known, for the timeline: ${how}.`);
  }
  const no = hookDoneObjection(rollout, signal) ?? expiredRefusal(signal.issuedAt, now);
  if (no !== null) return no;
  return resumeSafely(rollout, signal, evidence, now, (calm) => {
    const noReturnAt = hook.pointOfNoReturn ? (calm.noReturnAt ?? now) : calm.noReturnAt;
    const done = { ...call, state: 'done', at: now } as const;
    const text = `${displayName(signal.by)} says that ${hook.function} is done, and it is not called again: ${what}.`;
    const told = addEntry({ ...withCall(calm, done), noReturnAt }, now, text, toActor(signal.by));
    return unlessFrozen(rollout, resumeActivity(told, { ...activity, call: done }, now), evidence.freeze, {
      go: (next) => accept(rollout, next, `Goes on without calling ${hook.function} again.`, openApprovers(next)),
      stay: (freeze) => frozenRefusal(rollout, freeze),
    });
  });
}
