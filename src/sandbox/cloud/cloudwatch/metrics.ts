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
   * @param stat SampleCount, Sum, Average, Minimum, Maximum or a percentile such as p99 or p99.9.
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

function calculate(values: Values, samples: number, stat: string): number {
  const sum = (): number => [...values].reduce((total, [value, count]) => total + value * count, 0);
  switch (stat) {
    case 'SampleCount':
      return samples;
    case 'Sum':
      return sum();
    case 'Average':
      return sum() / samples;
    case 'Minimum':
      return Math.min(...values.keys());
    case 'Maximum':
      return Math.max(...values.keys());
    default:
      return percentile(values, samples, stat);
  }
}

/** Returns the smallest value that at least the wanted share of the samples does not exceed (nearest rank). */
function percentile(values: Values, samples: number, stat: string): number {
  const share = Number(/^p(\d{1,2}(?:\.\d{1,10})?|100)$/.exec(stat)?.[1]);
  if (Number.isNaN(share)) {
    throw new RangeError(
      `The sandbox's CloudWatch has no statistic ${stat}. Use SampleCount, Sum, Average, Minimum, Maximum or p99.`,
    );
  }
  const rank = (share / 100) * samples;
  let reached = 0;
  const ascending = [...values].sort(([a], [b]) => a - b);
  for (const [value, count] of ascending) {
    reached += count;
    if (reached >= rank) return value;
  }
  return ascending.at(-1)?.[0] as number;
}
