import { list, type Schema } from '../schema.ts';
import type { StepTraits } from '../steps/facts.ts';
import { type Step, type StepKind, type StepOf, stepSchema, stepTraits } from '../steps/registry.ts';

/** The ordered steps of a rollout. The last shift is to 100. */
export type Plan = readonly Step[];

export const planSchema: Schema<Plan> = list(stepSchema);

/** The approvers that a step asks, and how many of them must approve. */
type Approval = NonNullable<StepTraits['asks']>;

/** Tells whether a step moves traffic: to a share, or to cohorts. */
export function movesTraffic(step: Step): boolean {
  const { share, opens } = stepTraits(step);
  return share !== null || opens.length > 0;
}

/** Returns the shares that a plan raises the canary to, in percent, in order, with the positions of their steps. */
export function planShares(plan: Plan): readonly { readonly index: number; readonly share: number }[] {
  return plan.flatMap((step, index) => {
    const { share } = stepTraits(step);
    return share === null ? [] : [{ index, share }];
  });
}

/** Returns the position of the last shift, which gives everything to the canary; -1 where there is none. */
export function lastShiftIndex(plan: Plan): number {
  return planShares(plan).at(-1)?.index ?? -1;
}

/** Returns the steps of one kind, with their positions, in order. */
export function stepsOf<K extends StepKind>(
  plan: Plan,
  kind: K,
): readonly { readonly index: number; readonly step: StepOf<K> }[] {
  return plan.flatMap((step, index) => (isOf(step, kind) ? [{ index, step }] : []));
}

/** Returns the approvals of a plan, with their positions, in order. */
export function approvalSteps(plan: Plan): readonly { readonly index: number; readonly approval: Approval }[] {
  return plan.flatMap((step, index) => {
    const { asks } = stepTraits(step);
    return asks === null ? [] : [{ index, approval: asks }];
  });
}

/** Tells whether there is a step, and it is of this kind. */
export function isOf<K extends StepKind>(step: Step | undefined, kind: K): step is StepOf<K> {
  return step?.kind === kind;
}
