import { expect } from 'vitest';
import type { Rollout } from '../../src/domain/rollout/record.ts';
import type { HookCall } from '../../src/domain/steps/hook.ts';
import { changeOf } from './reason-to-rise.ts';
import type { Step } from './steps.ts';

const GOES_BACK: readonly string[] = ['rolling-back', 'stuck', 'rolled-back'];

/** The call of the hook that a rollout waits for, running or not. */
export function callOf({ phase }: Rollout): HookCall | null {
  const at = phase.status === 'paused' || phase.status === 'holding' ? phase.activity : phase;
  return at.status === 'hooking' ? at.call : null;
}

function isCalledOnce(step: Step): void {
  const { signal, decision, before } = step;
  if (signal.kind !== 'hook' || signal.news.kind !== 'claimed' || before === null) return;
  const isOpen = before.phase.status === 'hooking' && before.phase.call.state === 'due';
  if (!isOpen) expect(decision.answer).toBe('ignored');
  if (decision.answer !== 'accepted') return;
  expect(callOf(decision.next)).toMatchObject({ n: signal.call, state: 'called' });
}

function isCalledAgainOnlyByAPerson(step: Step): void {
  const change = changeOf(step);
  if (change === null) return;
  const [was, is] = [callOf(change.before), callOf(change.next)];
  if (was === null || is?.state !== 'due' || was.state === 'due') return;
  const { signal, before } = change;
  const isRefused = signal.kind === 'hook' && signal.news.kind === 'refused' && is.n === was.n;
  const isAnotherStep = change.next.step !== before.step;
  if (!isRefused && !isAnotherStep) {
    expect(signal.kind).toBe('resume');
    expect(is.n).toBe(was.n + 1);
  }
}

function countsAnAnswerOnce(step: Step): void {
  const { signal, before, decision } = step;
  if (signal.kind !== 'hook' || signal.news.kind !== 'answered' || before === null) return;
  const call = callOf(before);
  const isAwaited = call?.n === signal.call && ['called', 'taken', 'missed'].includes(call.state);
  expect(decision.answer).toBe(isAwaited ? 'accepted' : 'ignored');
}

function remembersThePointOfNoReturn(step: Step): void {
  const change = changeOf(step);
  if (change === null || change.before.noReturnAt === change.next.noReturnAt) return;
  const { before, next, signal } = change;
  const hook = before.config.plan[before.step];
  expect(signal.kind === 'hook' && hook?.kind === 'hook' && hook.pointOfNoReturn).toBe(true);
  const isRefused = signal.kind === 'hook' && signal.news.kind === 'refused' && next.noReturnAt === null;
  expect(before.noReturnAt === null || isRefused).toBe(true);
}

/** Words that tell people to roll back, other than those that say that Serin does not. */
const OFFERS_BACK = /or roll back|Roll back[?.,]/;

function offersNoWayBackFromNoReturn({ before, decision }: Step): void {
  const after = decision.answer === 'accepted' ? decision.next : before;
  if (after === null || after.noReturnAt === null || GOES_BACK.includes(after.phase.status)) return;
  if (before === null || before.noReturnAt === null) return;
  expect(decision.answer === 'accepted' ? decision.say : decision.because).not.toMatch(OFFERS_BACK);
  if (decision.answer !== 'accepted') return;
  for (const { n, text } of decision.next.timeline) if (n > before.entries) expect(text).not.toMatch(OFFERS_BACK);
}

function goesNotBackFromNoReturn(step: Step): void {
  const change = changeOf(step);
  if (change === null || change.before.noReturnAt === null) return;
  const { before, next, signal } = change;
  if (GOES_BACK.includes(before.phase.status) || !GOES_BACK.includes(next.phase.status)) return;
  expect(signal).toMatchObject({ kind: 'rollback', text: 'anyway, calls drop' });
}

function isNotRaisedByWaiting(step: Step): void {
  const change = changeOf(step);
  if (change === null || change.signal.kind !== 'hook' || change.next.weight <= change.before.weight) return;
  expect(change.before.phase.status).toBe('hooking');
  expect(change.signal.news).toMatchObject({ kind: 'answered', ok: true });
}

/** What holds of hooks at every step: each law by what it says. */
export const lawsOfHooks: Readonly<Record<string, (step: Step) => void>> = {
  'lets a call be claimed once, and only while the plan runs': isCalledOnce,
  'makes a call again only for a person who resumes, or when AWS did not let it run': isCalledAgainOnlyByAPerson,
  'takes an answer of the call that is waited for, once': countsAnAnswerOnce,
  'remembers that a point of no return was passed, from before the call on': remembersThePointOfNoReturn,
  'goes back behind the point of no return only by the word of a person': goesNotBackFromNoReturn,
  'offers no way back behind the point of no return': offersNoWayBackFromNoReturn,
  'goes on to a higher weight only behind an answer that says ok, while the plan runs': isNotRaisedByWaiting,
};
