import type { HookStep } from '../../domain/plan/plan.ts';
import type { Activity, Hold, HookCall, Rollout } from '../../domain/rollout/record.ts';
import type { AlarmEvidence, Decision, Signal } from '../../domain/rollout/signal.ts';
import { EVALUATION_INTERVAL_MS } from '../../domain/timing.ts';
import { duration, rollbackHint, withoutFullStop } from '../../domain/wording.ts';
import { actOn, holdForAlarms } from '../alarms/act-on-alarm.ts';
import { judgeAlarms, learn, mayClear } from '../alarms/alarms.ts';
import { findUnexpectedTarget } from '../state/as-expected.ts';
import { accept, addEntry, enter, hold, mentionsAt, startRollback } from '../state/transition.ts';
import { stepEnds } from './step-ends.ts';

type News = Extract<Signal, { kind: 'hook' }>;

/** The hook at the current step and its call, while the rollout waits for it: running, paused or holding. */
interface Waiting {
  readonly hook: HookStep;
  readonly call: HookCall;
}

type Hooking = Extract<Activity, { status: 'hooking' }>;

function findWaitingHook({ phase, config, step }: Rollout): Waiting | null {
  const hook = config.plan[step];
  const at = phase.status === 'paused' || phase.status === 'holding' ? phase.activity : phase;
  return hook?.kind === 'hook' && at.status === 'hooking' ? { hook, call: at.call } : null;
}

/**
 * Tells whether a hook is called and Serin waits for its answer, also while the plan stands still for another reason. False once
 * people were asked about it.
 */
export function isHookRunning(rollout: Rollout): boolean {
  if (rollout.phase.status === 'hooking') return true;
  const state = findWaitingHook(rollout)?.call.state;
  return state === 'called' || state === 'taken';
}

/** The hook that Serin holds for because it failed or did not answer in time, whatever else it holds for by now; null for none. */
export function findMissedHook(rollout: Rollout): (Waiting & { readonly activity: Hooking }) | null {
  const { phase } = rollout;
  const at = findWaitingHook(rollout);
  if (at === null || phase.status !== 'holding' || phase.activity.status !== 'hooking') return null;
  return at.call.state === 'failed' || at.call.state === 'missed' ? { ...at, activity: phase.activity } : null;
}

/** The rollout with another state of the call that it waits for. */
export function withCall(rollout: Rollout, call: HookCall): Rollout {
  const { phase } = rollout;
  if (phase.status === 'hooking') return { ...rollout, phase: { ...phase, call } };
  if (phase.status !== 'paused' && phase.status !== 'holding') return rollout;
  return { ...rollout, phase: { ...phase, activity: { status: 'hooking', call } } };
}

const NOBODY_WAITS: Decision = { answer: 'ignored', because: 'It is about a call that nobody waits for any more.' };

/** Fails a hook: holds and asks, or rolls back where the plan says so, but never by itself past the point of no return. */
function failHook(before: Rollout, rollout: Rollout, hook: HookStep, why: HookHold, now: number): Decision {
  if (hook.onFailure === 'rollback' && why.outcome !== 'unknown' && rollout.noReturnAt === null) {
    const reason = { kind: 'hook', function: hook.function, detail: why.detail } as const;
    return accept(
      before,
      startRollback(rollout, reason, now, { kind: 'serin' }),
      `${hook.function} failed: rolls back.`,
    );
  }
  const back = rollbackHint(rollout);
  const text = `${sentence(why)} Holds and asks: resume to call it again, say that it is done${back}.`;
  if (rollout.phase.status === 'hooking') return accept(before, hold(rollout, why, now, text), text);
  const told = `${sentence(why)} Resume to call it again, say that it is done${back}.`;
  return accept(before, addEntry(rollout, now, told), told);
}

type HookHold = Extract<Hold, { kind: 'hook' }>;

function sentence({ function: name, outcome, detail }: HookHold): string {
  const why = detail === '' ? '' : `: ${withoutFullStop(detail)}`;
  switch (outcome) {
    case 'failed':
      return `${name} failed${why}.`;
    case 'late':
      return `${name} ran and did not answer in time.`;
    case 'unknown':
      return `Nobody knows whether ${name} ran, or how it ended: no answer came in time.`;
  }
}

/** A worker is about to call. Behind this save, the call is made at most once. */
function claimHookCall(rollout: Rollout, { hook, call }: Waiting, now: number): Decision {
  if (rollout.phase.status !== 'hooking' || call.state !== 'due')
    return { answer: 'ignored', because: 'Somebody else calls it, or it waits.' };
  const next = withCall(rollout, { ...call, state: 'called', at: now });
  const noReturnAt = hook.pointOfNoReturn ? (rollout.noReturnAt ?? now) : rollout.noReturnAt;
  return accept(rollout, { ...next, noReturnAt }, `Calls ${hook.function}.`);
}

/** The function did not run. What is only busy is tried again with a later look; the rest is a failure. */
function retryOrFailHook(
  rollout: Rollout,
  { hook, call }: Waiting,
  { again, text }: { readonly again: boolean; readonly text: string },
  now: number,
): Decision {
  // Only this very claim may have passed the point of no return for nothing; an earlier call stays what it was.
  const noReturnAt = hook.pointOfNoReturn && rollout.noReturnAt === call.at ? null : rollout.noReturnAt;
  if (!again) {
    const next = { ...withCall(rollout, { ...call, state: 'failed', at: now }), noReturnAt };
    return failHook(
      rollout,
      next,
      hook,
      { kind: 'hook', function: hook.function, outcome: 'failed', detail: text },
      now,
    );
  }
  const next = { ...withCall(rollout, { ...call, state: 'due', at: now + EVALUATION_INTERVAL_MS }), noReturnAt };
  const told = `${hook.function} could not be called yet: ${withoutFullStop(text)}. Serin tries again.`;
  return accept(rollout, addEntry(next, now, told), told);
}

/** The hook is done: the next step, which may raise the weight, needs quiet alarms. */
function passHook(before: Rollout, done: Rollout, evidence: AlarmEvidence | undefined, now: number): Decision {
  const verdict = judgeAlarms(done, evidence);
  if (verdict.kind === 'needs-alarms') return { answer: 'needs-alarms' };
  const readings = evidence === undefined || evidence === 'unreadable' ? [] : evidence;
  const { next: known, began } = learn(done, readings);
  const [first] = began;
  if (first !== undefined) return accept(before, actOn(known, first, now).next, 'An alarm fires.');
  const not = findUnexpectedTarget(known, now);
  if (verdict.kind === 'clear' && not !== null) {
    return accept(before, known, `The hook is done; the plan waits, because ${not.because}`);
  }
  if (verdict.kind === 'clear') {
    const next = enter(known, known.step + 1, now);
    return accept(before, next, 'The hook is done.', mentionsAt(next));
  }
  if (verdict.kind === 'fires') return holdForAlarms(before, known, { kind: 'alarm', name: verdict.name }, now);
  if (mayClear(verdict.why)) {
    return accept(before, known, 'The hook is done; the alarms are read again before it goes on.');
  }
  return holdForAlarms(before, known, verdict.why, now);
}

function acceptHookAnswer(
  rollout: Rollout,
  { hook, call }: Waiting,
  { ok, text, alarms }: { readonly ok: boolean; readonly text: string; readonly alarms: AlarmEvidence | undefined },
  now: number,
): Decision {
  const next = withCall(rollout, { ...call, state: ok ? 'done' : 'failed', at: now });
  if (!ok)
    return failHook(
      rollout,
      next,
      hook,
      { kind: 'hook', function: hook.function, outcome: 'failed', detail: text },
      now,
    );
  const said = text === '' ? `${hook.function} is done.` : `${hook.function} is done: ${withoutFullStop(text)}.`;
  if (rollout.phase.status === 'hooking') return passHook(rollout, addEntry(next, now, said), alarms, now);
  const told = `${said} Resume to go on.`;
  return accept(rollout, addEntry(next, now, told), told);
}

/** Takes in what became of the call of a hook. What is about another call, or comes twice, changes nothing. */
export function hookNews(rollout: Rollout, signal: News, now: number): Decision {
  const at = findWaitingHook(rollout);
  const isOurs = signal.rollout === rollout.id && signal.step === rollout.step && signal.call === at?.call.n;
  if (at === null || !isOurs) return NOBODY_WAITS;
  const { news, alarms } = signal;
  if (news.kind === 'claimed') return claimHookCall(rollout, at, now);
  const { hook, call } = at;
  const isAwaited =
    call.state === 'taken' || call.state === 'missed' ? news.kind === 'answered' : call.state === 'called';
  if (!isAwaited) return NOBODY_WAITS;
  switch (news.kind) {
    case 'answered':
      return acceptHookAnswer(rollout, at, { ...news, alarms }, now);
    case 'taken': {
      const next = withCall(rollout, { ...call, state: 'taken', at: now });
      return accept(rollout, addEntry(next, now, `${hook.function} runs, and answers later.`), 'It answers later.');
    }
    case 'refused':
      return retryOrFailHook(rollout, at, news, now);
    case 'unknown': {
      const told = `${hook.function} has not answered yet: ${withoutFullStop(news.text)}. Serin waits for its event.`;
      return accept(rollout, addEntry(rollout, now, told), told);
    }
  }
}

/** A timer fired while a hook is waited for: goes on with what is done, and ends the wait when its time is over. */
export function onHookTimer(rollout: Rollout, evidence: AlarmEvidence, now: number): Decision {
  const at = findWaitingHook(rollout);
  if (at === null) return { answer: 'ignored', because: 'Nothing is due.' };
  const { hook, call } = at;
  if (call.state === 'done') return stepEnds(rollout, evidence, { due: call.at, say: 'The hook is done.' }, now);
  if (now < call.until) return { answer: 'ignored', because: 'The hook has time left.' };
  const why = { kind: 'hook', function: hook.function } as const;
  const missed = withCall(rollout, { ...call, state: 'missed', at: now });
  switch (call.state) {
    case 'taken':
      return failHook(
        rollout,
        missed,
        hook,
        { ...why, outcome: 'late', detail: `no answer in ${duration(hook.within)}` },
        now,
      );
    case 'called':
      return failHook(rollout, missed, hook, { ...why, outcome: 'unknown', detail: '' }, now);
    default:
      return failHook(
        rollout,
        withCall(rollout, { ...call, state: 'failed', at: now }),
        hook,
        { ...why, outcome: 'failed', detail: `it could not be called in ${duration(hook.within)}` },
        now,
      );
  }
}
