import type { Plan } from '../../../../domain/plan/plan.ts';
import type { PhaseOf } from '../../../../domain/rollout/running-phase.ts';
import type { RunningPhase, RunningStatus, Step, StepKind, StepOf } from '../../../../domain/steps/registry.ts';
import { approve, awaitingApproval } from './approve.ts';
import { bake, baking } from './bake.ts';
import { cohort } from './cohort.ts';
import { drain, draining } from './drain.ts';
import { hook, hooking } from './hook.ts';
import { promoting } from './promote.ts';
import { shift, shifting } from './shift.ts';
import type { PhaseView, StepView } from './step-view.ts';
import { waiting, waitUntil } from './wait-until.ts';

/** Every kind of step. */
const steps = { shift, cohort, bake, 'wait-until': waitUntil, approve, hook, drain } satisfies {
  readonly [K in StepKind]: StepView<StepOf<K>>;
};

/** Every phase of a running plan. */
const phases = {
  shifting,
  baking,
  waiting,
  'awaiting-approval': awaitingApproval,
  hooking,
  draining,
  promoting,
} satisfies { readonly [S in RunningStatus]: PhaseView<PhaseOf<S>> };

/** Returns the view of a step. */
export function stepView({ kind }: Step): StepView<Step> {
  return steps[kind];
}

/** Returns the view of a running phase. */
export function phaseView({ status }: Pick<RunningPhase, 'status'>): PhaseView<RunningPhase> {
  return phases[status];
}

/** Returns the times that nobody knows before and that a plan has, in the order of the registry: `hooks take`. */
export function unknownLengths(plan: Plan): readonly string[] {
  const kinds = new Set<string>(plan.map(({ kind }) => kind));
  return Object.entries(steps).flatMap(([kind, { unknownLength }]) =>
    unknownLength !== null && kinds.has(kind) ? [unknownLength.takes] : [],
  );
}

/** The sign of each phase of a running plan. */
export const runningSigns = Object.fromEntries(
  Object.entries(phases).map(([status, { sign }]) => [status, sign]),
) as Readonly<Record<RunningStatus, string>>;
