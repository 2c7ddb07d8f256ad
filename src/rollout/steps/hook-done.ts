import type { Rollout } from '../../domain/record.ts';
import { refuse } from '../../domain/refuse.ts';
import type { Decision, Signal } from '../../domain/signal.ts';
import { actorOf } from '../../domain/speaker.ts';
import { bare, called } from '../../domain/wording.ts';
import { goOn } from '../commands/go-on.ts';
import { type Deed, isGateNext, objectionToDecide, objectionToHurry } from '../commands/hurry.ts';
import { expired } from '../commands/start.ts';
import { resumeSafely } from '../state/there.ts';
import { accepted, mentionsAt, noted } from '../state/transition.ts';
import { missedIn, withCall } from './hook.ts';

/** The word of a person that a hook is done. */
export type HookDone = Extract<Signal, { kind: 'resume' }> & {
  readonly done: NonNullable<Extract<Signal, { kind: 'resume' }>['done']>;
};

const HOOK_DONE: Deed = {
  can: 'say that a hook is done',
  past: 'you cannot say that a hook before it is done',
  instead: 'Resume calls it again.',
};

/** Who decides about the plan may answer for a hook; where nobody is asked before the canary gets more, only who may promote. */
function objection(rollout: Rollout, { by, done }: HookDone): Decision | null {
  const who = { by, approverOf: done.approverOf };
  const isAsked = isGateNext(rollout.config.plan, rollout.step);
  return isAsked ? objectionToDecide(rollout, who, HOOK_DONE) : objectionToHurry(rollout, who, HOOK_DONE);
}

/**
 * A person answers for a hook that Serin holds for: its work is known to be done, so it is not called again. It counts like its
 * answer, no further: the next step has its gate, and alarms have to be quiet.
 */
export function hookIsDone(rollout: Rollout, signal: HookDone, now: number): Decision {
  const missed = missedIn(rollout);
  if (missed === null) return refuse('no-hook', 'Serin holds for no hook that failed or did not answer.');
  const { hook, call, activity } = missed;
  const what = bare(signal.done.text);
  if (what === '') {
    const how = `/canary resume ${rollout.service} done <what was done>`;
    return refuse('reason-missing', `Say how it is known, for the timeline: ${how}.`);
  }
  const no = objection(rollout, signal) ?? expired(signal.issuedAt, now);
  if (no !== null) return no;
  return resumeSafely(rollout, signal, now, (calm) => {
    const noReturnAt = hook.pointOfNoReturn ? (calm.noReturnAt ?? now) : calm.noReturnAt;
    const done = { ...call, state: 'done', at: now } as const;
    const text = `${called(signal.by)} says that ${hook.function} is done, and it is not called again: ${what}.`;
    const told = noted({ ...withCall(calm, done), noReturnAt }, now, text, actorOf(signal.by));
    const next = goOn(told, { ...activity, call: done }, now);
    return accepted(rollout, next, `Goes on without calling ${hook.function} again.`, mentionsAt(next));
  });
}
