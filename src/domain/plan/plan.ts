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
  /** The duration, in milliseconds; at least one minute, the resolution of the timers. */
  readonly ms: number;
}

/** A step that waits for people. */
export interface ApproveStep {
  readonly kind: 'approve';
  /** The approvers: Slack user ids (`U…`, `W…`), user group ids (`S…`) or e-mail addresses. Never empty. */
  readonly from: readonly string[];
  /** The number of different people who must approve, at least 1. */
  readonly count: number;
  /** The time for which the approval stays open, in milliseconds. After that the rollout holds. */
  readonly within: number;
}

/** A step that calls a Lambda function and waits for its answer. It moves no traffic. */
export interface HookStep {
  readonly kind: 'hook';
  /** The name of the function. */
  readonly function: string;
  /** The alias or version that is called; null for `$LATEST`. */
  readonly qualifier: string | null;
  /** The timeout for its answer, in milliseconds; at least one minute, the resolution of the timers. */
  readonly within: number;
  /** The reaction to a failure: hold and ask, or roll back. */
  readonly onFailure: 'hold' | 'rollback';
  /** True for a hook after which the old version may not work any more, such as one that drops a column. */
  readonly pointOfNoReturn: boolean;
}

/** A metric of CloudWatch, read by the minute. */
export interface Metric {
  readonly namespace: string;
  readonly name: string;
  /** `{stable}` in a value stands for the stable arm of the first target until a rollout starts: a version, an identifier. */
  readonly dimensions: Readonly<Record<string, string>>;
  readonly statistic: 'Maximum' | 'Minimum' | 'Average' | 'Sum';
}

/** A step that waits, when everybody has the canary, until the old version is no longer in use. */
export interface DrainStep {
  readonly kind: 'drain';
  /** The metric that counts the remaining use of the old version: sessions, connections. */
  readonly metric: Metric;
  /** The same metric for the canary. The start derives it where the metric names the stable arm; a file leaves it out. */
  readonly onCanary?: Metric;
  /** The wait is over when a reading is at or under this number. */
  readonly atOrUnder: number;
  /** The longest wait, in milliseconds; at least one minute. */
  readonly atMost: number;
}

/** One step of a plan. */
export type Step = ShiftStep | CohortStep | BakeStep | ApproveStep | HookStep | DrainStep;

/** The ordered steps of a rollout. The last shift is to 100. */
export type Plan = readonly Step[];
