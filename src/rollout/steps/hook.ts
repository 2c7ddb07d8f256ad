import type { HookStep } from '../../domain/plan.ts';
import type { Activity, Hold, HookCall, Rollout } from '../../domain/record.ts';
import type { AlarmEvidence, Decision, Signal } from '../../domain/signal.ts';
import { EVALUATION_INTERVAL_MS } from '../../domain/timing.ts';
import { bare, duration, orBack } from '../../domain/wording.ts';
import { actOn, holdForAlarms } from '../alarms/act-on-alarm.ts';
import { guard, learn, mayClear } from '../alarms/alarms.ts';
import { notThere } from '../state/there.ts';
import { accepted, enter, goBack, hold, mentionsAt, noted } from '../state/transition.ts';
import { stepEnds } from './step-ends.ts';

type News = Extract<Signal, { kind: 'hook' }>;

/** The hook at the current step and its call, while the rollout waits for it: running, paused or holding. */
interface Waiting {
  readonly hook: HookStep;
  readonly call: HookCall;
}

type Hooking = Extract<Activity, { status: 'hooking' }>;

function waiting({ phase, config, step }: Rollout): Waiting | null {
  const hook = config.plan[step];
  const at = phase.status === 'paused' || phase.status === 'holding' ? phase.activity : phase;
  return hook?.kind === 'hook' && at.status === 'hooking' ? { hook, call: at.call } : null;
}

/**
 * Whether a hook is called and its answer is waited for: also while the plan stands still for another reason. One that people
 * were asked about is theirs to judge.
 */
export function isCalling(rollout: Rollout): boolean {
  if (rollout.phase.status === 'hooking') return true;
  const state = waiting(rollout)?.call.state;
  return state === 'called' || state === 'taken';
}

/** The hook that Serin holds for because it failed or did not answer in time, whatever else it holds for by now; null for none. */
export function missedIn(rollout: Rollout): (Waiting & { readonly activity: Hooking }) | null {
  const { phase } = rollout;
  const at = waiting(rollout);
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

/** Stops, or goes back where the plan says so: but never by itself behind the point of no return. */
function failed(before: Rollout, rollout: Rollout, hook: HookStep, why: HookHold, now: number): Decision {
  if (hook.onFailure === 'rollback' && why.outcome !== 'unknown' && rollout.noReturnAt === null) {
    const reason = { kind: 'hook', function: hook.function, detail: why.detail } as const;
    return accepted(before, goBack(rollout, reason, now, { kind: 'serin' }), `${hook.function} failed: rolls back.`);
  }
  const back = orBack(rollout);
  const text = `${sentence(why)} Holds and asks: resume to call it again, say that it is done${back}.`;
  if (rollout.phase.status === 'hooking') return accepted(before, hold(rollout, why, now, text), text);
  const told = `${sentence(why)} Resume to call it again, say that it is done${back}.`;
  return accepted(before, noted(rollout, now, told), told);
}

type HookHold = Extract<Hold, { kind: 'hook' }>;

function sentence({ function: name, outcome, detail }: HookHold): string {
  const why = detail === '' ? '' : `: ${bare(detail)}`;
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
function claimed(rollout: Rollout, { hook, call }: Waiting, now: number): Decision {
  if (rollout.phase.status !== 'hooking' || call.state !== 'due')
    return { answer: 'ignored', because: 'Somebody else calls it, or it waits.' };
  const next = withCall(rollout, { ...call, state: 'called', at: now });
  const noReturnAt = hook.pointOfNoReturn ? (rollout.noReturnAt ?? now) : rollout.noReturnAt;
  return accepted(rollout, { ...next, noReturnAt }, `Calls ${hook.function}.`);
}

/** The function did not run. What is only busy is tried again with a later look; the rest is a failure. */
function refused(
  rollout: Rollout,
  { hook, call }: Waiting,
  { again, text }: { readonly again: boolean; readonly text: string },
  now: number,
): Decision {
  // Only this very claim may have passed the point of no return for nothing; an earlier call stays what it was.
  const noReturnAt = hook.pointOfNoReturn && rollout.noReturnAt === call.at ? null : rollout.noReturnAt;
  if (!again) {
    const next = { ...withCall(rollout, { ...call, state: 'failed', at: now }), noReturnAt };
    return failed(rollout, next, hook, { kind: 'hook', function: hook.function, outcome: 'failed', detail: text }, now);
  }
  const next = { ...withCall(rollout, { ...call, state: 'due', at: now + EVALUATION_INTERVAL_MS }), noReturnAt };
  const told = `${hook.function} could not be called yet: ${bare(text)}. Serin tries again.`;
  return accepted(rollout, noted(next, now, told), told);
}

/** The hook is done: the next step, which may raise the weight, needs quiet alarms. */
function passed(before: Rollout, done: Rollout, evidence: AlarmEvidence | undefined, now: number): Decision {
  const verdict = guard(done, evidence);
  if (verdict.kind === 'needs-alarms') return { answer: 'needs-alarms' };
  const readings = evidence === undefined || evidence === 'unreadable' ? [] : evidence;
  const { next: known, began } = learn(done, readings);
  const [first] = began;
  if (first !== undefined) return accepted(before, actOn(known, first, now).next, 'An alarm fires.');
  const not = notThere(known, now);
  if (verdict.kind === 'clear' && not !== null) {
    return accepted(before, known, `The hook is done; the plan waits, because ${not.because}`);
  }
  if (verdict.kind === 'clear') {
    const next = enter(known, known.step + 1, now);
    return accepted(before, next, 'The hook is done.', mentionsAt(next));
  }
  if (verdict.kind === 'fires') return holdForAlarms(before, known, { kind: 'alarm', name: verdict.name }, now);
  if (mayClear(verdict.why)) {
    return accepted(before, known, 'The hook is done; the alarms are read again before it goes on.');
  }
  return holdForAlarms(before, known, verdict.why, now);
}

function answered(
  rollout: Rollout,
  { hook, call }: Waiting,
  { ok, text, alarms }: { readonly ok: boolean; readonly text: string; readonly alarms: AlarmEvidence | undefined },
  now: number,
): Decision {
  const next = withCall(rollout, { ...call, state: ok ? 'done' : 'failed', at: now });
  if (!ok)
    return failed(rollout, next, hook, { kind: 'hook', function: hook.function, outcome: 'failed', detail: text }, now);
  const said = text === '' ? `${hook.function} is done.` : `${hook.function} is done: ${bare(text)}.`;
  if (rollout.phase.status === 'hooking') return passed(rollout, noted(next, now, said), alarms, now);
  const told = `${said} Resume to go on.`;
  return accepted(rollout, noted(next, now, told), told);
}

/** Takes in what became of the call of a hook. What is about another call, or comes twice, changes nothing. */
export function hookNews(rollout: Rollout, signal: News, now: number): Decision {
  const at = waiting(rollout);
  const isOurs = signal.rollout === rollout.id && signal.step === rollout.step && signal.call === at?.call.n;
  if (at === null || !isOurs) return NOBODY_WAITS;
  const { news, alarms } = signal;
  if (news.kind === 'claimed') return claimed(rollout, at, now);
  const { hook, call } = at;
  const isAwaited =
    call.state === 'taken' || call.state === 'missed' ? news.kind === 'answered' : call.state === 'called';
  if (!isAwaited) return NOBODY_WAITS;
  switch (news.kind) {
    case 'answered':
      return answered(rollout, at, { ...news, alarms }, now);
    case 'taken': {
      const next = withCall(rollout, { ...call, state: 'taken', at: now });
      return accepted(rollout, noted(next, now, `${hook.function} runs, and answers later.`), 'It answers later.');
    }
    case 'refused':
      return refused(rollout, at, news, now);
    case 'unknown': {
      const told = `${hook.function} has not answered yet: ${bare(news.text)}. Serin waits for its event.`;
      return accepted(rollout, noted(rollout, now, told), told);
    }
  }
}

/** A timer fired while a hook is waited for: goes on with what is done, and ends the wait when its time is over. */
export function hookIsDue(rollout: Rollout, evidence: AlarmEvidence, now: number): Decision {
  const at = waiting(rollout);
  if (at === null) return { answer: 'ignored', because: 'Nothing is due.' };
  const { hook, call } = at;
  if (call.state === 'done') return stepEnds(rollout, evidence, { due: call.at, say: 'The hook is done.' }, now);
  if (now < call.until) return { answer: 'ignored', because: 'The hook has time left.' };
  const why = { kind: 'hook', function: hook.function } as const;
  const missed = withCall(rollout, { ...call, state: 'missed', at: now });
  switch (call.state) {
    case 'taken':
      return failed(
        rollout,
        missed,
        hook,
        { ...why, outcome: 'late', detail: `no answer in ${duration(hook.within)}` },
        now,
      );
    case 'called':
      return failed(rollout, missed, hook, { ...why, outcome: 'unknown', detail: '' }, now);
    default:
      return failed(
        rollout,
        withCall(rollout, { ...call, state: 'failed', at: now }),
        hook,
        { ...why, outcome: 'failed', detail: `it could not be called in ${duration(hook.within)}` },
        now,
      );
  }
}
