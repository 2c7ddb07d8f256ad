import { ifClear } from './act-on-alarm.ts';
import { goOn } from './go-on.ts';
import { missedIn, withCall } from './hook.ts';
import { gatesOf } from './plan.ts';
import type { Rollout } from './record.ts';
import type { Decision, Signal } from './signal.ts';
import { actorOf, isPerson, isSame } from './speaker.ts';
import { expired } from './start.ts';
import { accepted, mentionsAt, noted } from './transition.ts';
import { bare, called, oneOf } from './wording.ts';

/** The word of a person that a hook is done. */
export type HookDone = Extract<Signal, { kind: 'resume' }> & {
  readonly done: NonNullable<Extract<Signal, { kind: 'resume' }>['done']>;
};

function refuse(code: string, because: string): Decision {
  return { answer: 'refused', code, because };
}

/** Who may answer for a hook: an approver of the last gate; the starter where the plan has none. */
function objection({ config, by }: Rollout, signal: HookDone): Decision | null {
  const last = gatesOf(config.plan).at(-1);
  if (last !== undefined) {
    if (signal.done.isApprover) return null;
    const because = `Only ${oneOf(last.gate.from)} can say that a hook is done, as approvers of the last gate.`;
    return refuse('not-approver', because);
  }
  if (isSame(signal.by, by)) return null;
  const because = isPerson(by)
    ? `Only ${called(by)}, who started it, can say that a hook is done: the plan has no gate.`
    : `${called(by)} started it and its plan has no gate, so nobody can say that a hook is done. Resume calls it again.`;
  return refuse('not-allowed', because);
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
  return ifClear(rollout, signal.alarms, now, (calm) => {
    const noReturnAt = hook.pointOfNoReturn ? (calm.noReturnAt ?? now) : calm.noReturnAt;
    const done = { ...call, state: 'done', at: now } as const;
    const text = `${called(signal.by)} says that ${hook.function} is done, and it is not called again: ${what}.`;
    const told = noted({ ...withCall(calm, done), noReturnAt }, now, text, actorOf(signal.by));
    const next = goOn(told, { ...activity, call: done }, now);
    return accepted(rollout, next, `Goes on without calling ${hook.function} again.`, mentionsAt(next));
  });
}
