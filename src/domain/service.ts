import type { ComponentConfig } from './component.ts';
import type { EnvironmentId, Environments } from './environment.ts';
import type { Json } from './json.ts';
import type { Plan } from './plan.ts';

/** The configuration of one target. What else is in it belongs to the kind, which validates it. */
export interface TargetConfig {
  readonly kind: string;
  readonly [key: string]: Json;
}

/** What Serin does when an alarm of the service fires while a rollout runs. */
export type OnAlarm = 'rollback' | 'hold' | 'ask';

/** What an alarm that had data and has none any more does to the plan. */
export type MissingData = 'hold' | 'ignore';

/**
 * The https URLs of one thing that a service does: by arm; by side where it has environments, since the arms change sides when a
 * rollout completes.
 */
export type ActionUrls = { readonly stable: string; readonly canary: string } | Readonly<Record<EnvironmentId, string>>;

/** Where clients that choose for themselves find both versions of a service. */
export interface Discovery {
  /** What the service does, by name. */
  readonly actions: Readonly<Record<string, ActionUrls>>;
  /** Origins of the pages that may ask, as browsers write them: `https://shop.example.com`. */
  readonly origins: readonly string[];
}

/** What both arms must have in common: parameters of SSM, or environment variables of both versions of a function. */
export type SharedDependency =
  | { readonly parameters: readonly string[] }
  | { readonly function: string; readonly variables: readonly string[] };

/** One service as configured: validated, complete with defaults, frozen. */
export interface Service {
  readonly name: string;
  /** `#name` or a channel id (`C…`, `G…`). */
  readonly channel: string;
  readonly targets: readonly TargetConfig[];
  /** Names of CloudWatch alarms of any kind. */
  readonly alarms: readonly string[];
  readonly plan: Plan;
  readonly onAlarm: OnAlarm;
  readonly missingData: MissingData;
  /** ARNs of the IAM roles and users that may start its rollouts, besides people in its channel. */
  readonly pipelines: readonly string[];
  /** Whether who asked for the rollout may approve it too. */
  readonly selfApproval: boolean;
  /** How long after its end a completed rollout may be rolled back, in milliseconds; 0: not at all. */
  readonly rollbackWindow: number;
  /** Null where clients are not told. */
  readonly discovery: Discovery | null;
  /** Null for a service that is one stack. */
  readonly environments: Environments | null;
  /** What must be in step in both environments; empty for a service without them. */
  readonly components: readonly ComponentConfig[];
  /** Compared before each start. */
  readonly sharedDependencies: readonly SharedDependency[];
}
