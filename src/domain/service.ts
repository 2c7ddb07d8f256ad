import * as z from 'zod/mini';
import { analysisConfigSchema } from './analysis/analysis.ts';
import { environmentsSchema } from './environment/environment.ts';
import { type KindConfig, kindConfigSchema } from './json.ts';
import { notifySchema } from './people/notify.ts';
import { rolesSchema } from './people/roles.ts';
import { namedPlansSchema } from './plan/named-plan.ts';
import { planSchema } from './plan/plan.ts';
import { freezeWindowSchema } from './restrictions/window.ts';
import { dictionary, type Infer, list, object, type Schema } from './schema.ts';

/** The configuration of one target. */
export interface TargetConfig extends KindConfig {}

const onAlarm = z.enum(['rollback', 'hold', 'ask']);

/** The reaction of Serin when an alarm of the service fires while a rollout runs. */
export type OnAlarm = Infer<typeof onAlarm>;

const missingData = z.enum(['hold', 'ignore']);

/** The reaction of the plan when an alarm has lost its data. */
export type MissingData = Infer<typeof missingData>;

const actionUrls = z.union([
  object({ stable: z.string(), canary: z.string() }),
  object({ a: z.string(), b: z.string() }),
]);

/**
 * The https URLs of one action of a service: by arm; by environment where the service has two, since the arms change environments
 * when a rollout completes.
 */
export type ActionUrls = Infer<typeof actionUrls>;

const discovery = object({
  /** The actions of the service, by name. */
  actions: dictionary<ActionUrls>(actionUrls),
  /** Origins of the pages that may ask, as browsers write them: `https://shop.example.com`. */
  origins: list(z.string()),
});

/** The settings of discovery, where clients that choose an arm themselves find both versions of a service. */
export interface Discovery extends Infer<typeof discovery> {}

export const discoverySchema: Schema<Discovery> = discovery;

const sharedDependency = z.union([
  object({ parameters: list(z.string()) }),
  object({ function: z.string(), variables: list(z.string()) }),
]);

/** A value that both arms must have in common: parameters of SSM, or environment variables of both versions of a function. */
export type SharedDependency = Infer<typeof sharedDependency>;

const links = object({
  runbook: z.exactOptional(z.string()),
  dashboard: z.exactOptional(z.string()),
  logs: z.exactOptional(z.string()),
});

/** The https URLs of pages that people need when a release goes wrong. */
export interface ServiceLinks extends Infer<typeof links> {}

const expectedSignal = object({
  name: z.string(),
  /** The time after which it is unknown, in milliseconds. */
  expires: z.number(),
});

/** A health signal that a service listens to. */
export interface ExpectedSignal extends Infer<typeof expectedSignal> {}

export const expectedSignalSchema: Schema<ExpectedSignal> = expectedSignal;

/** Returns the generations of the tokens by which health signals of a service count, in the order of the configuration. */
export function signalGenerations({
  signalTokens = [1],
}: {
  readonly signalTokens?: readonly number[] | undefined;
}): readonly number[] {
  return signalTokens;
}

const service = object({
  name: z.string(),
  /** `#name` or a channel id (`C…`, `G…`). */
  channel: z.string(),
  targets: list<TargetConfig>(kindConfigSchema),
  /** Names of CloudWatch alarms of any kind, and behind them `signal:` and the name of each health signal. */
  alarms: list(z.string()),
  /** The plan of a start that names none. */
  plan: planSchema,
  /** Further plans by name; absent where there are none, and in the copy of a rollout, which goes by one plan. */
  plans: z.exactOptional(namedPlansSchema),
  onAlarm,
  missingData,
  /** The health signals that it listens to; absent where there are none. */
  signals: z.exactOptional(list<ExpectedSignal>(expectedSignal)),
  /** The generations of the tokens by which they count; absent: the first. */
  signalTokens: z.exactOptional(list(z.number())),
  /** ARNs of the IAM roles and users that may start its rollouts, besides people in its channel. */
  pipelines: list(z.string()),
  /** True when the person who asked for the rollout may approve it too. */
  selfApproval: z.boolean(),
  /** Present where a function without a version of the label keeps its own; absent: such a start is refused. */
  unchanged: z.exactOptional(z.literal('keep')),
  /** Present where a start in Slack is not shown first. */
  confirm: z.exactOptional(z.literal('never')),
  /** Present where other systems are told of the changes of its rollouts. */
  events: z.exactOptional(z.literal('on')),
  /** Pages that messages in the channel link; absent where there are none. */
  links: z.exactOptional(links as Schema<ServiceLinks>),
  /** The people whom messages call beside those concerned; absent where nobody is named. */
  notify: z.exactOptional(notifySchema),
  /** The time after its end in which a completed rollout may be rolled back, in milliseconds; 0: not at all. */
  rollbackWindow: z.number(),
  /** The comparison of the canary with stable; absent in records of earlier versions: nothing is compared. */
  analysis: z.exactOptional(analysisConfigSchema),
  /** Null where the service has no discovery. */
  discovery: z.nullable(discoverySchema),
  /** Null for a service that is one stack. */
  environments: z.nullable(environmentsSchema),
  /** The components that must be equal in both environments; empty for a service without them. */
  components: list(kindConfigSchema),
  /** Serin compares these before each start. */
  sharedDependencies: list<SharedDependency>(sharedDependency),
  /** The times in which nothing is raised; absent where there are none. */
  freezes: z.exactOptional(list(freezeWindowSchema)),
  /** The people who may do what; absent where everyone in the channel may. */
  roles: z.exactOptional(rolesSchema),
});

/** One service as configured: validated, complete with defaults, frozen. */
export interface Service extends Infer<typeof service> {}

export const serviceSchema: Schema<Service> = service;

/** The fields of a service, in the order in which they are stored. */
export const serviceFields = Object.keys(service.shape) as readonly (keyof Service)[];
