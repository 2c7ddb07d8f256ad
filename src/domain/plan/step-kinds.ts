import type { ApproveStep, Plan, Step } from './plan.ts';

/** The name of a kind of step, which is also its key in serin.yml. */
export type StepKind = Step['kind'];

/** A step of one kind. */
export type StepOf<K extends StepKind> = Extract<Step, { kind: K }>;

/** The effect of a step on exposure and time. Rules about a whole plan ask this, never the kind. */
export interface StepTraits {
  /** The share that it raises the canary to, in percent; null for a step that leaves the share as it is. */
  readonly share: number | null;
  /** The cohorts that it opens. */
  readonly opens: readonly string[];
  /** The people whom it asks; null for a step that asks nobody. */
  readonly asks: ApproveStep | null;
  /** True for a step that gives the canary more, or after which the old version may not work any more. */
  readonly raises: boolean;
  /** Its length, in milliseconds: 0 for a step that only moves traffic, null where nobody knows it before. */
  readonly lasts: number | null;
}

interface StepFacts<S extends Step> {
  traits(step: S): StepTraits;
}

const WAIT: StepTraits = { share: null, opens: [], asks: null, raises: false, lasts: null };

const KINDS: { readonly [K in StepKind]: StepFacts<StepOf<K>> } = {
  shift: { traits: ({ weight }) => ({ ...WAIT, share: weight, raises: true, lasts: 0 }) },
  cohort: { traits: ({ names }) => ({ ...WAIT, opens: names, raises: true, lasts: 0 }) },
  bake: { traits: ({ ms }) => ({ ...WAIT, lasts: ms }) },
  approve: { traits: (step) => ({ ...WAIT, asks: step }) },
  hook: { traits: ({ pointOfNoReturn }) => ({ ...WAIT, raises: pointOfNoReturn }) },
  drain: { traits: () => WAIT },
};

/** Returns the effect of a step. */
export function stepTraits(step: Step): StepTraits {
  const facts: StepFacts<Step> = KINDS[step.kind];
  return facts.traits(step);
}

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
export function approvalSteps(plan: Plan): readonly { readonly index: number; readonly gate: ApproveStep }[] {
  return plan.flatMap((step, index) => {
    const { asks } = stepTraits(step);
    return asks === null ? [] : [{ index, gate: asks }];
  });
}

/** Tells whether there is a step, and it is of this kind. */
export function isOf<K extends StepKind>(step: Step | undefined, kind: K): step is StepOf<K> {
  return step?.kind === kind;
}
