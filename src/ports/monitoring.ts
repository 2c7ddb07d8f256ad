import type { AlarmReading } from '../domain/alarm/state.ts';
import type { Metric, MetricReading } from '../domain/plan/metric.ts';

/** The alarms of a service, read now. */
export interface Health {
  /**
   * Returns one reading per name, in the order asked; `MISSING` for an alarm that does not exist. Throws when CloudWatch does not
   * answer.
   */
  readings(names: readonly string[]): Promise<readonly AlarmReading[]>;
}

/** Metrics, read now. */
export interface Metrics {
  /**
   * The newest whole minute of a metric that began at `since` or later, in milliseconds since the epoch; null when there is
   * none. Throws when CloudWatch does not answer.
   */
  newest(metric: Metric, since: number): Promise<MetricReading | null>;
}
