import type { DeadLetterQueue } from '../../../domain/dead-letter.ts';
import type { EnvironmentRoles } from '../../../domain/environment/environment.ts';
import type { Finding } from '../../../domain/finding.ts';
import type { TargetState } from '../../../domain/rollout/record.ts';
import type { TargetAftermath } from '../../../domain/rollout/signal.ts';
import type { TargetConfig } from '../../../domain/service.ts';
import type { ApplyDeps } from '../apply/deps.ts';
import type { BotIdentity } from '../secrets/deps.ts';

/** The functions of an installation. */
export type FunctionName = 'slack' | 'discovery' | 'signals' | 'worker' | 'alarm' | 'timer';

/** An EventBridge rule and its targets. */
export interface RuleState {
  readonly isEnabled: boolean;
  readonly targets: readonly { readonly arn: string; readonly hasDeadLetters: boolean }[];
}

/** The current state of the table. */
export interface TableState {
  /** `ACTIVE` when it can be used. */
  readonly status: string;
  /** The names of the keys, partition key first. */
  readonly keys: readonly string[];
  /** The attribute by which items end; null when none does. */
  readonly expires: string | null;
  readonly isRecoverable: boolean;
}

/** The result of an invocation: the answer, or the error that the function threw. */
export type Invoked = { readonly answer: unknown } | { readonly error: string };

/** The resources of the deployed stack. Null means that the resource does not exist. */
export interface Stack {
  hasBus(): Promise<boolean>;
  hasTimerGroup(): Promise<boolean>;
  table(): Promise<TableState | null>;
  rule(which: 'commands' | 'alarms'): Promise<RuleState | null>;
  /** Tells whether us-east-1 forwards the state changes of its alarms to Serin's region. @param alarmArn one of those alarms */
  isForwarded(alarmArn: string): Promise<boolean>;
  /** Returns the states of the alarms on Serin itself, by name. */
  ownAlarms(): Promise<ReadonlyMap<string, string>>;
  /** Returns the number of events in the dead-letter queue of a function. @throws when there is no such queue */
  deadLetters(queue: DeadLetterQueue): Promise<number>;
  /** Calls a function with an event and waits for the answer; null when there is no such function. */
  invoke(which: FunctionName, event: unknown): Promise<Invoked | null>;
}

/** Slack, as Serin's token sees it. Every call throws when the token is not stored or Slack rejects it. */
export interface SlackDoctorDeps {
  /** Returns the identity of the stored token and its scopes; scopes are null when Slack does not report them. */
  identity(): Promise<BotIdentity & { readonly scopes: readonly string[] | null }>;
  /** Returns the identity that the stored ids claim. */
  stored(): Promise<BotIdentity>;
  /** Returns the reason why Serin cannot post in a channel; null when it can. */
  whyNotIn(channel: string): Promise<string | null>;
  post(channel: string, text: string): Promise<void>;
}

/** Everything that `serin doctor` looks at. */
export interface DoctorDeps {
  readonly apply: ApplyDeps;
  readonly stack: Stack;
  readonly slack: SlackDoctorDeps;
  /** Returns the names of the stored secrets. */
  secrets(): Promise<ReadonlySet<string>>;
  /** Reads a target of a rollout as it is now; one that cannot be read has its fault. */
  read(target: TargetState): Promise<TargetAftermath>;
  /** The time, in milliseconds since the epoch. */
  now(): number;
  /** Reads a target as a start without a version would, and returns the findings. */
  inspect(target: TargetConfig, roles: EnvironmentRoles | null): Promise<readonly Finding[]>;
}
