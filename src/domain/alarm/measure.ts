/**
 * The condition under which an alarm fires, as far as its configuration tells.
 *
 * `share`: so many percent of the requests fail. `slow`: so many percent of the requests are slower than its limit (a percentile).
 * `count`: so many requests fail within a period.
 */
export type AlarmLimit =
  | { readonly kind: 'share' | 'slow'; readonly percent: number }
  | { readonly kind: 'count'; readonly failures: number; readonly periodMs: number };

/** The measurement of an alarm: its limit, and the dimensions that all its metrics have in common. */
export interface AlarmMeasure {
  readonly limit: AlarmLimit;
  readonly dimensions: Readonly<Record<string, string>>;
}

/** The arm whose requests an alarm counts. `other`: those of one version that is neither stable nor the canary. */
export type AlarmArm = 'both' | 'canary' | 'stable' | 'other';

/** The view of one alarm on a rollout: which requests it counts. */
export interface AlarmSight {
  readonly alarm: string;
  readonly arm: AlarmArm;
  readonly limit: AlarmLimit;
}

/** The names that tell the arms of a target apart in metrics. */
export interface ArmNames {
  /** The function or record, as explicit choices name it. */
  readonly name: string;
  readonly stable: string;
  readonly canary: string;
}
