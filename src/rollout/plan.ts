/** A step that moves the canary to a share of the traffic. */
export interface ShiftStep {
  readonly kind: 'shift';
  /** Share of traffic on the canary, in percent, 0 to 100, decimals allowed. */
  readonly weight: number;
}

/** A step that opens the canary to named groups of users, whatever the share is. */
export interface CohortStep {
  readonly kind: 'cohort';
  /** Names that a target at the edge knows. Never empty. */
  readonly names: readonly string[];
}

/** A step that waits and watches at the weight that was reached. */
export interface BakeStep {
  readonly kind: 'bake';
  /** How long, in milliseconds; at least one minute, the resolution of the timers. */
  readonly ms: number;
}

/** A step that waits for people. */
export interface ApproveStep {
  readonly kind: 'approve';
  /** Who may approve: Slack user ids (`U…`, `W…`), user group ids (`S…`) or e-mail addresses. Never empty. */
  readonly from: readonly string[];
  /** How many different people must approve, at least 1. */
  readonly count: number;
  /** How long the gate stays open, in milliseconds. After that the rollout holds. */
  readonly within: number;
}

/** One step of a plan. */
export type Step = ShiftStep | CohortStep | BakeStep | ApproveStep;

/** The ordered steps of a rollout. The last shift is to 100. */
export type Plan = readonly Step[];

/** The position of the last shift, which gives everything to the canary; -1 where there is none. */
export function lastShiftOf(plan: Plan): number {
  return plan.findLastIndex((step) => step.kind === 'shift');
}

/** The gates of a plan, with their positions, in order. */
export function gatesOf(plan: Plan): readonly { readonly index: number; readonly gate: ApproveStep }[] {
  return plan.flatMap((step, index) => (step.kind === 'approve' ? [{ index, gate: step }] : []));
}
