import { calculate } from './statistics.ts';

/** The finest period of the data, in milliseconds; CloudWatch's is a minute too. */
export const MINUTE = 60_000;

/** The longest period that an alarm of CloudWatch looks back, in minutes: one day. */
const MAX_MINUTES = 24 * 60;

/** The identity of a metric. */
export interface MetricId {
  readonly namespace: string;
  readonly name: string;
  readonly dimensions: Readonly<Record<string, string>>;
}

/** One statistic over a stretch of time. */
export interface Statistic {
  readonly value: number;
  readonly samples: number;
}

/** Values by the minute. */
export interface Metrics {
  /** Records a value that was seen `count` times at `at` (milliseconds since the epoch). */
  record(metric: MetricId, at: number, value: number, count: number): void;
  /**
   * Computes a statistic of the values from `from` (included) to `to` (excluded), whole minutes; null when there are no values.
   * @param stat SampleCount, Sum, Average, Minimum, Maximum or a percentile such as p99 or p99.9, `TC(a:b)` or `PR(a:b)`.
   * @throws RangeError for any other statistic.
   */
  statistic(metric: MetricId, stat: string, from: number, to: number): Statistic | null;
}

/** Counts by value. */
type Values = Map<number, number>;

export function createMetrics(): Metrics {
  const series = new Map<string, Map<number, Values>>();
  return {
    record: (metric, at, value, count) => {
      const key = metricKey(metric);
      const minutes = series.get(key) ?? new Map<number, Values>();
      series.set(key, minutes);
      const minute = Math.floor(at / MINUTE);
      const values = minutes.get(minute) ?? new Map<number, number>();
      values.set(value, (values.get(value) ?? 0) + count);
      if (!minutes.has(minute)) dropOld(minutes.set(minute, values), minute);
    },
    statistic: (metric, stat, from, to) => {
      const minutes = series.get(metricKey(metric));
      const values: Values = new Map();
      for (let minute = from / MINUTE; minute < to / MINUTE; minute += 1) {
        for (const [value, count] of minutes?.get(minute) ?? []) values.set(value, (values.get(value) ?? 0) + count);
      }
      return values.size === 0 ? null : computeStatistic(values, stat);
    },
  };
}

function metricKey(metric: MetricId): string {
  const dimensions = Object.entries(metric.dimensions).sort(([a], [b]) => (a < b ? -1 : 1));
  return JSON.stringify([metric.namespace, metric.name, dimensions]);
}

function dropOld(minutes: Map<number, Values>, newest: number): void {
  for (const minute of minutes.keys()) {
    if (minute > newest - MAX_MINUTES) return;
    minutes.delete(minute);
  }
}

function computeStatistic(values: Values, stat: string): Statistic {
  const samples = [...values.values()].reduce((sum, count) => sum + count, 0);
  return { value: calculate(values, samples, stat), samples };
}
