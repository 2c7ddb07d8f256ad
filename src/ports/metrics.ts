import type { Metric } from '../domain/plan/plan.ts';
import type { MetricReading } from '../domain/rollout/record.ts';

/** Metrics, read now. */
export interface Metrics {
  /**
   * The newest whole minute of a metric that began at `since` or later, in milliseconds since the epoch; null when there is
   * none. Throws when CloudWatch does not answer.
   */
  newest(metric: Metric, since: number): Promise<MetricReading | null>;
}
