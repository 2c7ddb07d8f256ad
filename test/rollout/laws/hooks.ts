import type { Rollout } from '../../../src/domain/rollout/record.ts';
import type { HookCall } from '../../../src/domain/steps/hook.ts';
import type { Step } from '../steps.ts';
import { insist, type Law } from './law.ts';
import { changeOf } from './reason-to-rise.ts';

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
  if (!isOpen) insist(decision.answer === 'ignored', () => `A call that is not due was claimed: ${decision.answer}.`);
  if (decision.answer !== 'accepted') return;
  const call = callOf(decision.next);
  insist(call?.n === signal.call && call.state === 'called', 'The call is not known to be made.');
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
    insist(signal.kind === 'resume', () => `It is due again by ${signal.kind}.`);
    insist(is.n === was.n + 1, () => `The call after ${was.n} is ${is.n}.`);
  }
}

function countsAnAnswerOnce(step: Step): void {
  const { signal, before, decision } = step;
  if (signal.kind !== 'hook' || signal.news.kind !== 'answered' || before === null) return;
  const call = callOf(before);
  const isAwaited = call?.n === signal.call && ['called', 'taken', 'missed'].includes(call.state);
  const answer = isAwaited ? 'accepted' : 'ignored';
  insist(decision.answer === answer, () => `It has to be ${answer} and is ${decision.answer}.`);
}

function remembersThePointOfNoReturn(step: Step): void {
  const change = changeOf(step);
  if (change === null || change.before.noReturnAt === change.next.noReturnAt) return;
  const { before, next, signal } = change;
  const hook = before.config.plan[before.step];
  const isPoint = signal.kind === 'hook' && hook?.kind === 'hook' && hook.pointOfNoReturn;
  insist(isPoint, () => `It is remembered or forgotten by ${signal.kind} in step ${before.step}.`);
  const isRefused = signal.kind === 'hook' && signal.news.kind === 'refused' && next.noReturnAt === null;
  insist(before.noReturnAt === null || isRefused, 'It was forgotten.');
}

/** Words that tell people to roll back, other than those that say that Serin does not. */
const OFFERS_BACK = /or roll back|Roll back[?.,]/;

function insistOnNoOffer(text: string): void {
  insist(!OFFERS_BACK.test(text), () => `"${text}" offers a way back.`);
}

function offersNoWayBackFromNoReturn({ before, decision }: Step): void {
  const after = decision.answer === 'accepted' ? decision.next : before;
  if (after === null || after.noReturnAt === null || GOES_BACK.includes(after.phase.status)) return;
  if (before === null || before.noReturnAt === null) return;
  insistOnNoOffer(decision.answer === 'accepted' ? decision.say : decision.because);
  if (decision.answer !== 'accepted') return;
  for (const { n, text } of decision.next.timeline) if (n > before.entries) insistOnNoOffer(text);
}

function goesNotBackFromNoReturn(step: Step): void {
  const change = changeOf(step);
  if (change === null || change.before.noReturnAt === null) return;
  const { before, next, signal } = change;
  if (GOES_BACK.includes(before.phase.status) || !GOES_BACK.includes(next.phase.status)) return;
  const isSaid = signal.kind === 'rollback' && signal.text === 'anyway, calls drop';
  insist(isSaid, () => `It goes back by ${signal.kind}.`);
}

function isNotRaisedByWaiting(step: Step): void {
  const change = changeOf(step);
  if (change === null || change.signal.kind !== 'hook' || change.next.weight <= change.before.weight) return;
  const { news } = change.signal;
  insist(change.before.phase.status === 'hooking', 'No plan runs.');
  insist(news.kind === 'answered' && news.ok, () => `The news is ${news.kind}.`);
}

/** What holds of hooks at every step. */
export const lawsOfHooks: readonly Law[] = [
  { code: 'call-claimed-once', says: 'lets a call be claimed once, and only while the plan runs', keep: isCalledOnce },
  {
    code: 'call-again',
    says: 'makes a call again only for a person who resumes, or when AWS did not let it run',
    keep: isCalledAgainOnlyByAPerson,
  },
  { code: 'answer-once', says: 'takes an answer of the call that is waited for, once', keep: countsAnAnswerOnce },
  {
    code: 'no-return-known',
    says: 'remembers that a point of no return was passed, from before the call on',
    keep: remembersThePointOfNoReturn,
  },
  {
    code: 'no-return-kept',
    says: 'goes back behind the point of no return only by the word of a person',
    keep: goesNotBackFromNoReturn,
  },
  {
    code: 'no-return-said',
    says: 'offers no way back behind the point of no return',
    keep: offersNoWayBackFromNoReturn,
  },
  {
    code: 'hook-raises',
    says: 'goes on to a higher weight only behind an answer that says ok, while the plan runs',
    keep: isNotRaisedByWaiting,
  },
];
