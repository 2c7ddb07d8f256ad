import type { Rollout } from '../../domain/rollout/record.ts';
import { isRunning, openApprovers } from '../../domain/rollout/running-phase.ts';
import type { Decision, Evidence, Signal } from '../../domain/rollout/signal.ts';
import { EVALUATION_INTERVAL_MS } from '../../domain/timing.ts';
import { withoutFullStop } from '../../domain/wording.ts';
import { actOn, holdForAlarms } from '../alarms/act-on-alarm.ts';
import { judgeAlarms, learn, mayClear } from '../alarms/alarms.ts';
import { findUnreadWatch } from '../environments/unread-watch.ts';
import { unlessFrozen, waitForFreeze } from '../restrictions/freeze-gate.ts';
import { findUnexpectedTarget } from '../state/as-expected.ts';
import { accept, addEntry } from '../state/transition.ts';
import { enter } from './enter.ts';
import { failHook, findWaitingHook, type WaitingHook, withCall } from './hook.ts';

type News = Extract<Signal, { kind: 'hook' }>;

const NOBODY_WAITS: Decision = { answer: 'ignored', because: 'It is about a call that nobody waits for any more.' };

/** A worker is about to call. Behind this save, the call is made at most once. */
function claimHookCall(rollout: Rollout, { hook, call }: WaitingHook, now: number): Decision {
  if (!isRunning(rollout.phase) || call.state !== 'due')
    return { answer: 'ignored', because: 'Somebody else calls it, or it waits.' };
  const next = withCall(rollout, { ...call, state: 'called', at: now });
  const noReturnAt = hook.pointOfNoReturn ? (rollout.noReturnAt ?? now) : rollout.noReturnAt;
  return accept(rollout, { ...next, noReturnAt }, `Calls ${hook.function}.`);
}

/** The function did not run. What is only busy is tried again with a later look; the rest is a failure. */
function retryOrFailHook(
  rollout: Rollout,
  { hook, call }: WaitingHook,
  { again, text }: { readonly again: boolean; readonly text: string },
  now: number,
): Decision {
  // Only this very claim may have passed the point of no return for nothing; an earlier call stays what it was.
  const noReturnAt = hook.pointOfNoReturn && rollout.noReturnAt === call.at ? null : rollout.noReturnAt;
  if (!again) {
    const next = { ...withCall(rollout, { ...call, state: 'failed', at: now }), noReturnAt };
    return failHook(rollout, next, hook, { outcome: 'failed', detail: text }, now);
  }
  const next = { ...withCall(rollout, { ...call, state: 'due', at: now + EVALUATION_INTERVAL_MS }), noReturnAt };
  const told = `${hook.function} could not be called yet: ${withoutFullStop(text)}. Serin tries again.`;
  return accept(rollout, addEntry(next, now, told), told);
}

/** The hook is done: the next step, which may raise the weight, needs quiet alarms. */
function passHook(before: Rollout, done: Rollout, { alarms: evidence, freeze }: Evidence, now: number): Decision {
  const verdict = judgeAlarms(done, evidence);
  if (verdict.kind === 'needs-alarms') return { answer: 'needs-alarms' };
  const readings = evidence === undefined || evidence === 'unreadable' ? [] : evidence;
  const { next: known, began } = learn(done, readings);
  const [first] = began;
  if (first !== undefined) return accept(before, actOn(known, first, now).next, 'An alarm fires.');
  const not = findUnreadWatch(known) ?? findUnexpectedTarget(known, now);
  if (verdict.kind === 'clear' && not !== null) {
    return accept(before, known, `The hook is done; the plan waits, because ${not.because}`);
  }
  if (verdict.kind === 'clear') {
    return unlessFrozen(known, enter(known, known.step + 1, now), freeze, {
      go: (next) => accept(before, next, 'The hook is done.', openApprovers(next)),
      stay: (frozen) => waitForFreeze(before, known, frozen, now),
    });
  }
  if (verdict.kind === 'fires') return holdForAlarms(before, known, { kind: 'alarm', name: verdict.name }, now);
  if (mayClear(verdict.why)) {
    return accept(before, known, 'The hook is done; the alarms are read again before it goes on.');
  }
  return holdForAlarms(before, known, verdict.why, now);
}

function acceptHookAnswer(
  rollout: Rollout,
  { hook, call }: WaitingHook,
  { ok, text }: { readonly ok: boolean; readonly text: string },
  evidence: Evidence,
  now: number,
): Decision {
  const next = withCall(rollout, { ...call, state: ok ? 'done' : 'failed', at: now });
  if (!ok) return failHook(rollout, next, hook, { outcome: 'failed', detail: text }, now);
  const said = text === '' ? `${hook.function} is done.` : `${hook.function} is done: ${withoutFullStop(text)}.`;
  if (isRunning(rollout.phase)) return passHook(rollout, addEntry(next, now, said), evidence, now);
  const told = `${said} Resume to go on.`;
  return accept(rollout, addEntry(next, now, told), told);
}

/** Takes in what became of the call of a hook. What is about another call, or comes twice, changes nothing. */
export function hookNews(rollout: Rollout, signal: News, evidence: Evidence, now: number): Decision {
  const at = findWaitingHook(rollout);
  const isOurs = signal.rollout === rollout.id && signal.step === rollout.step && signal.call === at?.call.n;
  if (at === null || !isOurs) return NOBODY_WAITS;
  const { news } = signal;
  if (news.kind === 'claimed') return claimHookCall(rollout, at, now);
  const { hook, call } = at;
  const isAwaited =
    call.state === 'taken' || call.state === 'missed' ? news.kind === 'answered' : call.state === 'called';
  if (!isAwaited) return NOBODY_WAITS;
  switch (news.kind) {
    case 'answered':
      return acceptHookAnswer(rollout, at, news, evidence, now);
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
