import { stepTraits } from '../plan/step-kinds.ts';
import type { Activity, Phase, Rollout, Status } from './record.ts';

/** The status of a rollout while its plan goes on: that of a step, or `promoting` behind the last one. */
export type RunningStatus = Activity['status'];

/** The phase with this status. */
export type PhaseOf<S extends Status> = Extract<Phase, { status: S }>;

/** The phase of a rollout while its plan goes on. */
export type RunningPhase = PhaseOf<RunningStatus>;

/** The part of a running phase that a pause keeps. */
export type ActivityOf<S extends RunningStatus> = Extract<Activity, { status: S }>;

/** Facts about a running phase that texts and layers below the state machine need. */
interface PhaseFacts<P extends RunningPhase, A extends Activity> {
  /** The status in words. */
  readonly word: string;
  /** True while targets are brought to a share or to cohorts. */
  readonly moves: boolean;
  /** True while it waits for the people whom its step asks. */
  readonly asks: boolean;
  /** True where machines are told when it ends. */
  readonly tellsEnd: boolean;
  /** Returns the part that a pause keeps. */
  stop(phase: P, now: number, weight: number): A;
  /** Returns the time that is left of it once it goes on, in milliseconds; null where that says nothing. */
  left(activity: A): number | null;
  /** Returns the moment at which it ends at the latest; null when only what is seen ends it. */
  endsAt(phase: P): number | null;
}

const PHASES: { readonly [S in RunningStatus]: PhaseFacts<PhaseOf<S>, ActivityOf<S>> } = {
  shifting: {
    word: 'shifting',
    moves: true,
    asks: false,
    tellsEnd: false,
    stop: (_phase, _now, weight) => ({ status: 'shifting', wanted: weight }),
    left: () => null,
    endsAt: () => null,
  },
  baking: {
    word: 'baking',
    moves: false,
    asks: false,
    tellsEnd: true,
    stop: ({ until }, now) => ({ status: 'baking', remaining: Math.max(0, until - now) }),
    left: ({ remaining }) => remaining,
    endsAt: ({ until }) => until,
  },
  'awaiting-approval': {
    word: 'waiting for approval',
    moves: false,
    asks: true,
    tellsEnd: true,
    stop: () => ({ status: 'awaiting-approval' }),
    left: () => null,
    endsAt: ({ expiresAt }) => expiresAt,
  },
  hooking: {
    word: 'waiting for a hook',
    moves: false,
    asks: false,
    tellsEnd: false,
    stop: ({ call }) => ({ status: 'hooking', call }),
    left: () => null,
    endsAt: ({ call }) => call.until,
  },
  draining: {
    word: 'draining',
    moves: false,
    asks: false,
    tellsEnd: false,
    stop: ({ until, seen }, now) => ({ status: 'draining', remaining: Math.max(0, until - now), seen }),
    left: () => null,
    endsAt: ({ until }) => until,
  },
  promoting: {
    word: 'promoting',
    moves: false,
    asks: false,
    tellsEnd: false,
    stop: () => ({ status: 'promoting' }),
    left: () => null,
    endsAt: () => null,
  },
};

/** The words for the status of a running rollout. */
export const runningWords = Object.fromEntries(
  Object.entries(PHASES).map(([status, { word }]) => [status, word]),
) as Readonly<Record<RunningStatus, string>>;

function factsAbout(phase: RunningPhase | Activity): PhaseFacts<RunningPhase, Activity> {
  return PHASES[phase.status];
}

/** Tells whether the plan goes on: it is in a step, or being promoted. */
export function isRunning(phase: Phase): phase is RunningPhase {
  return Object.hasOwn(PHASES, phase.status);
}

/** Tells whether the plan is in a step. */
export function isInStep(phase: Phase): phase is Exclude<RunningPhase, PhaseOf<'promoting'>> {
  return isRunning(phase) && phase.status !== 'promoting';
}

/** Tells whether targets are brought to a share or to cohorts, or would be if the plan went on (for an activity). */
export function isMoving(phase: Phase | Activity): boolean {
  return Object.hasOwn(PHASES, phase.status) && PHASES[phase.status as RunningStatus].moves;
}

/** Returns the moment at which a phase ends at the latest; null when only what is seen or said ends it. */
export function endsAt(phase: Phase): number | null {
  return isRunning(phase) ? factsAbout(phase).endsAt(phase) : null;
}

/** Returns the moment that machines are told as the end of a phase; null where there is none, or it may come much earlier. */
export function toldEnd(phase: Phase): number | null {
  return isRunning(phase) && factsAbout(phase).tellsEnd ? endsAt(phase) : null;
}

/** Tells whether the plan waits for the people whom its step asks. */
export function asksPeople(phase: Phase): boolean {
  return isRunning(phase) && factsAbout(phase).asks;
}

/** Returns the time that is left of an activity, in milliseconds; null where that says nothing. */
export function timeLeft(activity: Activity): number | null {
  return factsAbout(activity).left(activity);
}

/** Returns whom an open approval asks, as configured; empty when none is open. */
export function openApprovers({ phase, config, step }: Pick<Rollout, 'phase' | 'config' | 'step'>): readonly string[] {
  const open = asksPeople(phase) ? config.plan[step] : undefined;
  return open === undefined ? [] : (stepTraits(open).asks?.from ?? []);
}

/** Returns the current activity of a rollout, which a resume continues after a pause or a hold. */
export function currentActivity({ phase, weight }: Pick<Rollout, 'phase' | 'weight'>, now: number): Activity {
  if (isRunning(phase)) return factsAbout(phase).stop(phase, now, weight);
  switch (phase.status) {
    case 'paused':
    case 'holding':
      return phase.activity;
    case 'rolling-back':
    case 'stuck':
    case 'completed':
    case 'rolled-back':
      return { status: 'shifting', wanted: weight };
  }
}
