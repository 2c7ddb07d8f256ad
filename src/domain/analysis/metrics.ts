import * as z from 'zod/mini';
import type { EnvironmentId } from '../environment/environment.ts';
import { dictionary, type Infer, list, object, type Schema } from '../schema.ts';

/**
 * The one region beside Serin's own that is read: these namespaces exist there and nowhere else (CloudFront Developer Guide and
 * Route 53 Developer Guide, "Monitoring").
 */
export const US_EAST_1 = 'us-east-1';
const ONLY_THERE = ['AWS/CloudFront', 'AWS/Route53'];

const dimension = z.union([z.string(), object({ a: z.string(), b: z.string() })]);

const configuredMetric = object({
  namespace: z.string(),
  name: z.string(),
  /**
   * `{arm}` in a value stands for `stable` or `canary`, `{version}` for the arm's version in the first target, `{environment}` for
   * the arm's environment. A value by environment is written as `{ a, b }`.
   */
  dimensions: dictionary(dimension),
  /** The region that publishes it, where that is not Serin's own. */
  region: z.exactOptional(z.literal(US_EAST_1)),
});

/** A metric of CloudWatch that exists once per arm, as a service configures it. */
export interface ConfiguredMetric extends Infer<typeof configuredMetric> {}

export const configuredMetricSchema: Schema<ConfiguredMetric> = configuredMetric;

/** Returns the region of a metric, as a field of it: the one that is said, or the only one that has its namespace. */
export function regionField({ namespace, region }: ConfiguredMetric): Pick<ArmMetric, 'region'> {
  return region !== undefined || ONLY_THERE.includes(namespace) ? { region: US_EAST_1 } : {};
}

const configuredMetrics = object({
  requests: configuredMetric as Schema<ConfiguredMetric>,
  /** Metrics whose sum is the number of failed requests. */
  errors: list<ConfiguredMetric>(configuredMetric),
  /** Milliseconds per request; null where latency is not compared. */
  latency: z.nullable(configuredMetric as Schema<ConfiguredMetric>),
});

/** The metrics by which a service tells its arms apart. */
export interface ConfiguredMetrics extends Infer<typeof configuredMetrics> {}

export const configuredMetricsSchema: Schema<ConfiguredMetrics> = configuredMetrics;

const armMetric = object({
  namespace: z.string(),
  name: z.string(),
  dimensions: dictionary(z.string()),
  /** The region that publishes it, where that is not Serin's own. */
  region: z.exactOptional(z.literal(US_EAST_1)),
});

/** One metric of one arm. */
export interface ArmMetric extends Infer<typeof armMetric> {}

export const armMetricSchema: Schema<ArmMetric> = armMetric;

const armMetrics = object({
  requests: armMetric as Schema<ArmMetric>,
  errors: list<ArmMetric>(armMetric),
  latency: z.nullable(armMetric as Schema<ArmMetric>),
});

/** The metrics of one arm. */
export interface ArmMetrics extends Infer<typeof armMetrics> {}

/** The metrics of one place in each environment: the arms of a service whose environments are rolled out. */
export interface MetricsByEnvironment extends Readonly<Record<EnvironmentId, ArmMetrics>> {
  /** Unique in the account. */
  readonly name: string;
}

/** The metrics of both arms of a target. */
export interface TargetMetrics {
  readonly stable: ArmMetrics;
  readonly canary: ArmMetrics;
  /** The metrics of what users had before the rollout; null where there are none. */
  readonly before: ArmMetrics | null;
}

/** The requests a minute, of both arms, and the error rate of stable, from 0 to 1. */
export interface Load {
  readonly traffic: number;
  readonly rate: number;
}

const source = object({
  /** The target that publishes the metrics, or the service for metrics of its own. */
  name: z.string(),
  stable: armMetrics as Schema<ArmMetrics>,
  canary: armMetrics as Schema<ArmMetrics>,
  /**
   * Stable's latency at the quantiles 10, 25, 50, 75, 90, 95 and 99 before the start, in milliseconds: the edges of the latency
   * bins. Null where stable had no traffic, or latency is not compared.
   */
  edges: z.nullable(list(z.number())),
});

/** One place that publishes the metrics of both arms. */
export interface MetricSource extends Infer<typeof source> {}

export const metricSourceSchema: Schema<MetricSource> = source;
