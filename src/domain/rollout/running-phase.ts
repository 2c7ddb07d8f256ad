import {
  type Activity,
  isRunningStatus,
  phaseFacts,
  type RunningPhase,
  type RunningStatus,
  stepTraits,
} from '../steps/registry.ts';
import type { Phase, Rollout, Status } from './record.ts';

/** The phase with this status. */
export type PhaseOf<S extends Status> = Extract<Phase, { status: S }>;

/** The part of a running phase that a pause keeps. */
export type ActivityOf<S extends RunningStatus> = Extract<Activity, { status: S }>;

/** Tells whether the plan goes on: it is in a step, or being promoted. */
export function isRunning(phase: Phase): phase is RunningPhase {
  return isRunningStatus(phase.status);
}

/** Tells whether the plan is in a step. */
export function isInStep(phase: Phase): phase is Exclude<RunningPhase, PhaseOf<'promoting'>> {
  return isRunning(phase) && phase.status !== 'promoting';
}

/** Tells whether targets are brought to a share or to cohorts, or would be if the plan went on (for an activity). */
export function isMoving(phase: Phase | Activity): boolean {
  return isRunningStatus(phase.status) && phaseFacts({ status: phase.status }).moves;
}

/** Returns the moment at which a phase ends at the latest; null when only what is seen or said ends it. */
export function endsAt(phase: Phase): number | null {
  return isRunning(phase) ? phaseFacts(phase).endsAt(phase) : null;
}

/** Returns the moment that machines are told as the end of a phase; null where there is none, or it may come much earlier. */
export function toldEnd(phase: Phase): number | null {
  return isRunning(phase) && phaseFacts(phase).tellsEnd ? endsAt(phase) : null;
}

/** Tells whether the plan waits for the people whom its step asks. */
export function asksPeople(phase: Phase): boolean {
  return isRunning(phase) && phaseFacts(phase).asks;
}

/** Returns the time that is left of an activity, in milliseconds; null where that says nothing. */
export function timeLeft(activity: Activity): number | null {
  return phaseFacts(activity).left?.(activity) ?? null;
}

type Asking = Pick<Rollout, 'phase' | 'config' | 'step'>;

function openApproval({ phase, config, step }: Asking) {
  const open = asksPeople(phase) ? config.plan[step] : undefined;
  return open === undefined ? null : stepTraits(open).asks;
}

/** Tells whether enough people have approved the open approval; a freeze then keeps the plan from going on. */
export function isApproved(rollout: Asking): boolean {
  const approval = openApproval(rollout);
  return approval !== null && 'approvals' in rollout.phase && rollout.phase.approvals.length >= approval.count;
}

/** Tells whether an approval was open for so long that the further approvers may approve it too. */
export function isEscalated(phase: Phase): boolean {
  return 'escalatedAt' in phase && phase.escalatedAt !== undefined;
}

/**
 * Returns whom an open approval asks, as configured, those whom it was escalated to included; empty when none is open, or enough people
 * have approved.
 */
export function openApprovers(rollout: Asking): readonly string[] {
  const approval = isApproved(rollout) ? null : openApproval(rollout);
  if (approval === null) return [];
  return isEscalated(rollout.phase) ? [...approval.from, ...(approval.escalate?.to ?? [])] : approval.from;
}

/** Returns the current activity of a rollout, which a resume continues after a pause or a hold. */
export function currentActivity({ phase, weight }: Pick<Rollout, 'phase' | 'weight'>, now: number): Activity {
  if (isRunning(phase)) return phaseFacts(phase).stop(phase, now, weight);
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

/** True while a rollout is being rolled back, also where that is stuck. */
export function isGoingBack({ phase }: Rollout): boolean {
  return phase.status === 'rolling-back' || phase.status === 'stuck';
}

/** Returns the word for a wait that people may cut short with `skip`; null where there is none. */
export function skippableWait(phase: Phase): 'bake' | 'wait' | null {
  return isRunning(phase) ? phaseFacts(phase).skippable : null;
}
