import * as z from 'zod/mini';
import { type Infer, list, object, oneOf, type Schema } from '../schema.ts';
import { armMetricSchema, configuredMetricSchema } from './metrics.ts';

const rule = {
  name: z.string(),
  worseWhen: z.enum(['higher', 'lower']),
  /** A critical metric can condemn the canary; an advisory one is only shown. */
  role: z.enum(['critical', 'advisory']),
};

const configuredCustom = oneOf('kind', [
  object({
    kind: z.literal('count'),
    ...rule,
    /** Its sum is the number of cases. */
    cases: configuredMetricSchema,
    /** Its sum is the number of chances, each of which is at most one case; null where that is the requests. */
    of: z.nullable(configuredMetricSchema),
    /** The ratio of both versions' rates that is tolerated, above 1. */
    tolerance: z.number(),
    /** The rate that the canary may not pass, from 0 to 1; null where there is none. */
    limit: z.nullable(z.number()),
  }),
  object({
    kind: z.literal('value'),
    ...rule,
    value: configuredMetricSchema,
    /** The shift that is tolerated, in standard deviations. */
    tolerance: z.number(),
  }),
]);

/** A metric that a service compares beside errors and latency. */
export type ConfiguredCustom = Infer<typeof configuredCustom>;

export const configuredCustomSchema: Schema<ConfiguredCustom> = configuredCustom;

const byArm = object({ stable: armMetricSchema, canary: armMetricSchema });

/** One metric of both arms. */
export interface MetricByArm extends Infer<typeof byArm> {}

const metricByArm: Schema<MetricByArm> = byArm;

const customSource = oneOf('kind', [
  object({ kind: z.literal('count'), name: z.string(), cases: metricByArm, of: metricByArm }),
  object({
    kind: z.literal('value'),
    name: z.string(),
    value: metricByArm,
    /** The quantiles 10, 25, 50, 75, 90, 95 and 99 of stable before the start: the edges of the bins. Null where it had none. */
    edges: z.nullable(list(z.number())),
  }),
]);

/** The place of a metric of the service's own, in both arms. */
export type CustomSource = Infer<typeof customSource>;

export const customSourceSchema: Schema<CustomSource> = customSource;
