import type { AlarmReading } from '../../domain/alarm/state.ts';
import type { RolloutAnalysis } from '../../domain/analysis/analysis.ts';
import type { ArmMetric } from '../../domain/analysis/metrics.ts';
import type { CustomPart, MinutePart } from '../../domain/analysis/minute.ts';
import type { Metric, MetricReading } from '../../domain/plan/metric.ts';

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

/** The places that publish metrics of both arms. */
export type ArmPlaces = Pick<RolloutAnalysis, 'sources' | 'custom'>;

/** The metrics of both arms in one minute. */
export interface MinuteReading {
  /** The start of the minute, in milliseconds since the epoch. */
  readonly at: number;
  /** In the order of the sources. */
  readonly parts: readonly MinutePart[];
  /** Absent where the service has no metrics of its own. */
  readonly custom?: CustomPart;
}

/** The metrics of both arms, read now. */
export interface ArmReadings {
  /**
   * Returns each minute of `[from, to)` in which some place has data, oldest first. An arm without data is null. Throws when
   * CloudWatch does not answer.
   * @param range whole minutes, in milliseconds since the epoch; `to` is not in it
   * @param withinMs the longest time that it may take, in milliseconds; as long as the client allows where it is left out
   */
  minutes(
    places: ArmPlaces,
    range: { readonly from: number; readonly to: number },
    withinMs?: number,
  ): Promise<readonly MinuteReading[]>;
  /**
   * Returns the quantiles 10, 25, 50, 75, 90, 95 and 99 of each metric over `[from, to)`, in the order asked; null for a metric
   * without data. Throws when CloudWatch does not answer.
   */
  quantiles(metrics: readonly ArmMetric[], from: number, to: number): Promise<readonly (readonly number[] | null)[]>;
}
