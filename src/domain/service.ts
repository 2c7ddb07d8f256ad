import type { ComponentConfig } from './environment/component.ts';
import type { EnvironmentId, Environments } from './environment/environment.ts';
import type { Json } from './json.ts';
import type { Plan } from './plan/plan.ts';

/** The configuration of one target. The kind defines and validates the other fields. */
export interface TargetConfig {
  readonly kind: string;
  readonly [key: string]: Json;
}

/** The reaction of Serin when an alarm of the service fires while a rollout runs. */
export type OnAlarm = 'rollback' | 'hold' | 'ask';

/** The reaction of the plan when an alarm has lost its data. */
export type MissingData = 'hold' | 'ignore';

/**
 * The https URLs of one action of a service: by arm; by environment where the service has two, since the arms change environments
 * when a rollout completes.
 */
export type ActionUrls = { readonly stable: string; readonly canary: string } | Readonly<Record<EnvironmentId, string>>;

/** The settings of discovery, where clients that choose an arm themselves find both versions of a service. */
export interface Discovery {
  /** The actions of the service, by name. */
  readonly actions: Readonly<Record<string, ActionUrls>>;
  /** Origins of the pages that may ask, as browsers write them: `https://shop.example.com`. */
  readonly origins: readonly string[];
}

/** A value that both arms must have in common: parameters of SSM, or environment variables of both versions of a function. */
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
  /** True when the person who asked for the rollout may approve it too. */
  readonly selfApproval: boolean;
  /** The time after its end in which a completed rollout may be rolled back, in milliseconds; 0: not at all. */
  readonly rollbackWindow: number;
  /** Null where the service has no discovery. */
  readonly discovery: Discovery | null;
  /** Null for a service that is one stack. */
  readonly environments: Environments | null;
  /** The components that must be equal in both environments; empty for a service without them. */
  readonly components: readonly ComponentConfig[];
  /** Serin compares these before each start. */
  readonly sharedDependencies: readonly SharedDependency[];
}
