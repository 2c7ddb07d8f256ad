import type { Activity, RunningPhase, RunningStatus, Step, StepKind, StepOf } from '../../domain/steps/registry.ts';
import { approve, awaitingApproval } from './approve.ts';
import { bake, baking } from './bake.ts';
import { cohort } from './cohort.ts';
import { drain, draining } from './drain.ts';
import type { HandlerOf, PhaseHandler, StepHandler } from './handler.ts';
import { hook, hooking } from './hook.ts';
import { promoting } from './promote.ts';
import { shift, shifting } from './shift.ts';
import { waiting, waitUntil } from './wait-until.ts';

/** Every kind of step. */
const steps = { shift, cohort, bake, 'wait-until': waitUntil, approve, hook, drain } satisfies {
  readonly [K in StepKind]: StepHandler<StepOf<K>>;
};

/** Every phase of a running plan: those of the steps, and the promotion behind them. */
const phases = {
  shifting,
  baking,
  waiting,
  'awaiting-approval': awaitingApproval,
  hooking,
  draining,
  promoting,
} satisfies { readonly [S in RunningStatus]: HandlerOf<S> };

/** Returns the rules for entering a step. */
export function stepHandler({ kind }: Step): StepHandler<Step> {
  return steps[kind];
}

/** Returns the rules of a running phase, or of the activity that a pause kept of it. */
export function phaseHandler({ status }: RunningPhase | Activity): PhaseHandler<RunningPhase, Activity> {
  return phases[status];
}
