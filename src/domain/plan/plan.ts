import * as z from 'zod/mini';
import { dictionary, type Infer, list, object, oneOf, type Schema } from '../schema.ts';

const metric = object({
  namespace: z.string(),
  name: z.string(),
  /** `{stable}` in a value stands for the stable arm of the first target until a rollout starts: a version, an identifier. */
  dimensions: dictionary(z.string()),
  statistic: z.enum(['Maximum', 'Minimum', 'Average', 'Sum']),
});

/** A metric of CloudWatch, read by the minute. */
export interface Metric extends Infer<typeof metric> {}

/** The schemas of the steps, one per kind. */
const stepSchemas = {
  shift: object({
    kind: z.literal('shift'),
    /** Share of traffic on the canary, in percent, 0 to 100, decimals allowed. */
    weight: z.number(),
  }),
  cohort: object({
    kind: z.literal('cohort'),
    /** Names that a target at the edge knows. Never empty. */
    names: list(z.string()),
  }),
  bake: object({
    kind: z.literal('bake'),
    /** The duration, in milliseconds; at least one minute, the resolution of the timers. */
    ms: z.number(),
  }),
  approve: object({
    kind: z.literal('approve'),
    /** The approvers: Slack user ids (`U…`, `W…`), user group ids (`S…`) or e-mail addresses. Never empty. */
    from: list(z.string()),
    /** The number of different people who must approve, at least 1. */
    count: z.number(),
    /** The time for which the approval stays open, in milliseconds. After that the rollout holds. */
    within: z.number(),
  }),
  hook: object({
    kind: z.literal('hook'),
    /** The name of the function. */
    function: z.string(),
    /** The alias or version that is called; null for `$LATEST`. */
    qualifier: z.nullable(z.string()),
    /** The timeout for its answer, in milliseconds; at least one minute, the resolution of the timers. */
    within: z.number(),
    /** The reaction to a failure: hold and ask, or roll back. */
    onFailure: z.enum(['hold', 'rollback']),
    /** True for a hook after which the old version may not work any more, such as one that drops a column. */
    pointOfNoReturn: z.boolean(),
  }),
  drain: object({
    kind: z.literal('drain'),
    /** The metric that counts the remaining use of the old version: sessions, connections. */
    metric: metric as Schema<Metric>,
    /** The same metric for the canary. The start derives it where the metric names the stable arm; a file leaves it out. */
    onCanary: z.exactOptional(metric as Schema<Metric>),
    /** The wait is over when a reading is at or under this number. */
    atOrUnder: z.number(),
    /** The longest wait, in milliseconds; at least one minute. */
    atMost: z.number(),
  }),
};

/** A step that moves the canary to a share of the traffic. */
export interface ShiftStep extends Infer<typeof stepSchemas.shift> {}

/** A step that opens the canary to named groups of users, whatever the share is. */
export interface CohortStep extends Infer<typeof stepSchemas.cohort> {}

/** A step that waits and watches at the weight that was reached. */
export interface BakeStep extends Infer<typeof stepSchemas.bake> {}

/** A step that waits for people. */
export interface ApproveStep extends Infer<typeof stepSchemas.approve> {}

/** A step that calls a Lambda function and waits for its answer. It moves no traffic. */
export interface HookStep extends Infer<typeof stepSchemas.hook> {}

/** A step that waits, when everybody has the canary, until the old version is no longer in use. */
export interface DrainStep extends Infer<typeof stepSchemas.drain> {}

/** One step of a plan. */
export type Step = ShiftStep | CohortStep | BakeStep | ApproveStep | HookStep | DrainStep;

/** The ordered steps of a rollout. The last shift is to 100. */
export type Plan = readonly Step[];

export const planSchema: Schema<Plan> = list<Step>(oneOf('kind', Object.values(stepSchemas)));
