import type { DeadLetterQueue } from '../../../domain/dead-letter.ts';
import type { EnvironmentRoles } from '../../../domain/environment.ts';
import type { Finding } from '../../../domain/finding.ts';
import type { TargetConfig } from '../../../domain/service.ts';
import type { ApplyDeps } from '../apply/deps.ts';
import type { BotIdentity } from '../secrets/deps.ts';

/** The functions of an installation. */
export type FunctionName = 'slack' | 'discovery' | 'worker' | 'alarm' | 'timer';

/** A rule, and what it calls. */
export interface RuleState {
  readonly isEnabled: boolean;
  readonly targets: readonly { readonly arn: string; readonly hasDeadLetters: boolean }[];
}

/** The table as it is. */
export interface TableState {
  /** `ACTIVE` when it can be used. */
  readonly status: string;
  /** The names of the keys, partition key first. */
  readonly keys: readonly string[];
  /** The attribute by which items end; null when none does. */
  readonly expires: string | null;
  readonly isRecoverable: boolean;
}

/** What became of an invocation: the answer, or the error that the function threw. */
export type Invoked = { readonly answer: unknown } | { readonly error: string };

/** What `npm run deploy` made. Null: it is not there. */
export interface Stack {
  hasBus(): Promise<boolean>;
  hasTimerGroup(): Promise<boolean>;
  table(): Promise<TableState | null>;
  rule(which: 'commands' | 'alarms'): Promise<RuleState | null>;
  /** Whether us-east-1 passes the state changes of its alarms on to Serin's region. @param alarmArn one of them */
  isForwarded(alarmArn: string): Promise<boolean>;
  /** The states of the alarms on Serin itself, by name. */
  ownAlarms(): Promise<ReadonlyMap<string, string>>;
  /** How many events wait in the dead letters of a function. @throws when there is no such queue */
  deadLetters(queue: DeadLetterQueue): Promise<number>;
  /** Calls a function with an event and waits for the answer; null when there is no such function. */
  invoke(which: FunctionName, event: unknown): Promise<Invoked | null>;
}

/** Slack, as Serin's token sees it. Every call throws when the token is not stored or not taken. */
export interface SlackDoctorDeps {
  /** Who the stored token is, and what it may do: null when Slack does not say. */
  identity(): Promise<BotIdentity & { readonly scopes: readonly string[] | null }>;
  /** Who the stored ids say that it is. */
  stored(): Promise<BotIdentity>;
  /** Why Serin cannot post in a channel; null when it can. */
  whyNotIn(channel: string): Promise<string | null>;
  post(channel: string, text: string): Promise<void>;
}

/** All that `serin doctor` looks at. */
export interface DoctorDeps {
  readonly estate: ApplyDeps;
  readonly stack: Stack;
  readonly slack: SlackDoctorDeps;
  /** Which secrets are stored. */
  secrets(): Promise<ReadonlySet<string>>;
  /** Reads a target as a start of no version in particular would, and gives what stands in the way. */
  inspect(target: TargetConfig, roles: EnvironmentRoles | null): Promise<readonly Finding[]>;
}
