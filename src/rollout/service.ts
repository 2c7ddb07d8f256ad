import type { Plan } from './plan.ts';

/** Anything that survives a trip through JSON. */
export type Json = string | number | boolean | null | readonly Json[] | { readonly [key: string]: Json };

/** The configuration of one target. What else is in it belongs to the kind, which validates it. */
export interface TargetConfig {
  readonly kind: string;
  readonly [key: string]: Json;
}

/** What Serin does when an alarm of the service fires while a rollout runs. */
export type OnAlarm = 'rollback' | 'hold' | 'ask';

/** One service as configured: validated, complete with defaults, frozen. */
export interface Service {
  readonly name: string;
  /** `#name` or a channel id (`C…`, `G…`). */
  readonly channel: string;
  readonly targets: readonly TargetConfig[];
  /** Names of CloudWatch alarms, metric or composite. */
  readonly alarms: readonly string[];
  readonly plan: Plan;
  readonly onAlarm: OnAlarm;
  /** ARNs of the IAM roles and users that may start its rollouts, besides people in its channel. */
  readonly pipelines: readonly string[];
  /** Whether who asked for the rollout may approve it too. */
  readonly selfApproval: boolean;
}
