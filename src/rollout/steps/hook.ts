import { isOf } from '../../domain/plan/plan.ts';
import type { Hold, Phase, Rollout } from '../../domain/rollout/record.ts';
import type { ActivityOf, PhaseOf } from '../../domain/rollout/running-phase.ts';
import type { Decision } from '../../domain/rollout/signal.ts';
import type { HookCall, HookStep } from '../../domain/steps/hook.ts';
import type { Activity } from '../../domain/steps/registry.ts';
import { duration, rollbackHint, withoutFullStop } from '../../domain/wording.ts';
import { accept, addEntry, hold, startRollback } from '../state/transition.ts';
import { type HandlerOf, NOTHING_DUE, type StepHandler } from './handler.ts';

/** The hook at the current step and its call, while the rollout waits for it: running, paused or holding. */
export interface WaitingHook {
  readonly hook: HookStep;
  readonly call: HookCall;
}

type Hooking = ActivityOf<'hooking'>;

/** Lets a hook be called. @param n the number of the call, from 1 */
function callHook(rollout: Rollout, hook: HookStep, n: number, now: number): Rollout {
  const call: HookCall = { n, state: 'due', at: now, until: now + hook.within };
  const text = `Calls ${hook.function}${n === 1 ? '' : ' again'}; it has ${duration(hook.within)} to answer.`;
  return addEntry({ ...rollout, phase: { status: 'hooking', since: now, call } }, now, text);
}

/** Calls a Lambda function and waits for its answer, which is a signal of its own (`hook-news.ts`). */
export const hook: StepHandler<HookStep> = {
  needsQuietAlarms: true,
  describe: ({ function: name }) => `Hook ${name}`,
  enter: (rollout, step, now) => callHook(rollout, step, 1, now),
};

function isHooking(at: Phase | Activity): at is PhaseOf<'hooking'> | Hooking {
  return at.status === 'hooking';
}

/** Returns the hook that the rollout waits for, whatever else keeps the plan; null where there is none. */
export function findWaitingHook({ phase, config, step }: Rollout): WaitingHook | null {
  const hook = config.plan[step];
  const at = 'activity' in phase ? phase.activity : phase;
  return isOf(hook, 'hook') && isHooking(at) ? { hook, call: at.call } : null;
}

/**
 * Tells whether a hook is called and Serin waits for its answer, also while the plan stands still for another reason. False once
 * people were asked about it.
 */
export function isHookRunning(rollout: Rollout): boolean {
  if (isHooking(rollout.phase)) return true;
  const state = findWaitingHook(rollout)?.call.state;
  return state === 'called' || state === 'taken';
}

/** Tells whether a worker has saved that it calls the hook now. */
export function isHookCalled({ phase }: Rollout): boolean {
  return isHooking(phase) && phase.call.state === 'called';
}

/** Tells whether the hook that was waited for is done. */
export function isHookDone(activity: Activity): boolean {
  return isHooking(activity) && activity.call.state === 'done';
}

/** The hook that Serin holds for because it failed or did not answer in time, whatever else it holds for by now; null for none. */
export function findMissedHook(rollout: Rollout): (WaitingHook & { readonly activity: Hooking }) | null {
  const { phase } = rollout;
  const at = findWaitingHook(rollout);
  if (at === null || phase.status !== 'holding' || !isHooking(phase.activity)) return null;
  return at.call.state === 'failed' || at.call.state === 'missed' ? { ...at, activity: phase.activity } : null;
}

/** The rollout with another state of the call that it waits for. */
export function withCall(rollout: Rollout, call: HookCall): Rollout {
  const { phase } = rollout;
  if (isHooking(phase)) return { ...rollout, phase: { ...phase, call } };
  if (!('activity' in phase)) return rollout;
  return { ...rollout, phase: { ...phase, activity: { status: 'hooking', call } } };
}

/** The outcome of a call that failed. */
export type HookFailure = Pick<Extract<Hold, { kind: 'hook' }>, 'outcome' | 'detail'>;

/** Fails a hook: holds and asks, or rolls back where the plan says so, but never by itself past the point of no return. */
export function failHook(
  before: Rollout,
  rollout: Rollout,
  hook: HookStep,
  { outcome, detail }: HookFailure,
  now: number,
): Decision {
  const why = { kind: 'hook', function: hook.function, outcome, detail } as const;
  if (hook.onFailure === 'rollback' && outcome !== 'unknown' && rollout.noReturnAt === null) {
    const reason = { kind: 'hook', function: hook.function, detail } as const;
    return accept(
      before,
      startRollback(rollout, reason, now, { kind: 'serin' }),
      `${hook.function} failed: rolls back.`,
    );
  }
  const back = rollbackHint(rollout);
  const text = `${sentence(why)} Serin holds. Resume to call it again, say that it is done${back}.`;
  if (isHooking(rollout.phase)) return accept(before, hold(rollout, why, now, text), text);
  const told = `${sentence(why)} Resume to call it again, say that it is done${back}.`;
  return accept(before, addEntry(rollout, now, told), told);
}

function sentence({ function: name, outcome, detail }: Extract<Hold, { kind: 'hook' }>): string {
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

/** The outcome of a call whose time is over without an answer. */
function missedOutcome({ state }: HookCall, within: number): HookFailure {
  switch (state) {
    case 'taken':
      return { outcome: 'late', detail: `no answer in ${duration(within)}` };
    case 'called':
      return { outcome: 'unknown', detail: '' };
    default:
      return { outcome: 'failed', detail: `it could not be called in ${duration(within)}` };
  }
}

/** A hook that is called, or is to be called. */
export const hooking: HandlerOf<'hooking'> = {
  // A hook that failed, or that people were asked about because no answer came, is called again; an answer may still come in time.
  resume: (rollout, { call }, now) => {
    const step = rollout.config.plan[rollout.step];
    if (call.state === 'done') return null;
    if (isOf(step, 'hook') && call.state === 'due') return callHook(rollout, step, call.n, now);
    if (isOf(step, 'hook') && (call.state === 'failed' || call.state === 'missed'))
      return callHook(rollout, step, call.n + 1, now);
    return { ...rollout, phase: { status: 'hooking', since: now, call } };
  },
  wakeAt: ({ call }) => (call.state === 'due' ? call.at : null),
  onTimer: (rollout, { call }, _look, now) => {
    const step = rollout.config.plan[rollout.step];
    if (!isOf(step, 'hook')) return NOTHING_DUE;
    if (call.state === 'done') return { answer: 'step-ends', due: call.at, say: 'The hook is done.' };
    if (now < call.until) return { answer: 'ignored', because: 'The hook has time left.' };
    const failure = missedOutcome(call, step.within);
    const state = failure.outcome === 'failed' ? 'failed' : 'missed';
    return failHook(rollout, withCall(rollout, { ...call, state, at: now }), step, failure, now);
  },
};
