import { type Infer, oneOf, type Schema } from '../schema.ts';
import { approve, awaitingApproval } from './approve.ts';
import { bake, baking } from './bake.ts';
import { cohort } from './cohort.ts';
import { drain, draining } from './drain.ts';
import type { PhaseFacts, StepFacts, StepTraits } from './facts.ts';
import { hook, hooking } from './hook.ts';
import { promoting } from './promote.ts';
import { shift, shifting } from './shift.ts';
import { waiting, waitUntil } from './wait-until.ts';

/** Every kind of step, by its key in serin.yml. */
const steps = { shift, cohort, bake, 'wait-until': waitUntil, approve, hook, drain };

/** Every phase of a running plan, by its status: those of the steps, and the promotion behind them. */
const phases = { shifting, baking, waiting, 'awaiting-approval': awaitingApproval, hooking, draining, promoting };

/** One step of a plan. */
export type Step = Infer<(typeof steps)[keyof typeof steps]['schema']>;

/** The name of a kind of step, which is also its key in serin.yml. */
export type StepKind = Step['kind'];

/** A step of one kind. */
export type StepOf<K extends StepKind> = Extract<Step, { kind: K }>;

export const stepSchema: Schema<Step> = oneOf<'kind', Schema<Step>>(
  'kind',
  Object.values(steps).map(({ schema }) => schema),
);

/** Returns the effect of a step. */
export function stepTraits(step: Step): StepTraits {
  const facts: StepFacts<Step> = steps[step.kind];
  return facts.traits(step);
}

/** The phase of a rollout while its plan goes on. */
export type RunningPhase = Infer<(typeof phases)[keyof typeof phases]['phase']>;

/** The status of a rollout while its plan goes on: that of a step, or `promoting` behind the last one. */
export type RunningStatus = RunningPhase['status'];

/** The activity of a running rollout when it was paused or held; a resume continues it. */
export type Activity = Infer<(typeof phases)[keyof typeof phases]['activity']>;

/** The schemas of the phases of a running plan. */
export const runningPhaseSchemas: readonly Schema<RunningPhase>[] = Object.values(phases).map(({ phase }) => phase);

export const activitySchema: Schema<Activity> = oneOf<'status', Schema<Activity>>(
  'status',
  Object.values(phases).map(({ activity }) => activity),
);

/** Returns the facts about a running phase, or about the activity that a pause kept of it. */
export function phaseFacts({ status }: { readonly status: RunningStatus }): PhaseFacts<RunningPhase, Activity> {
  return phases[status];
}

/** Tells whether a status is that of a running plan. */
export function isRunningStatus(status: string): status is RunningStatus {
  return Object.hasOwn(phases, status);
}

/** The words for the status of a running plan. */
export const runningWords = Object.fromEntries(
  Object.entries(phases).map(([status, { word }]) => [status, word]),
) as Readonly<Record<RunningStatus, string>>;
