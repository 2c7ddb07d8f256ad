import type { Metric } from '@aws-sdk/client-cloudwatch';
import type { AlarmLimit, AlarmMeasure } from '../../../domain/alarm/measure.ts';
import type { DescribedAlarm } from './alarm-kinds.ts';

/** Metrics that count requests that went wrong, by their names: `Errors`, `5XXError`, `HTTPCode_Target_5XX_Count`, `Throttles`. */
const FAILURES = /err|fail|fault|5xx|4xx|throttle|exception|reject/i;

/** `p99`, `p99.9`. */
const PERCENTILE = /^p(\d{1,2}(?:\.\d+)?)$/i;

/** `errors / requests`, `100 * errors / requests`, `errors / requests * 100`, once spaces and parentheses are gone. */
const RATIO = /^(100\*)?([a-z]\w*)\/([a-z]\w*)(\*100)?$/;

interface Stat {
  readonly metric: Metric;
  readonly statistic: string;
  readonly periodMs: number;
}

/** The limit of an alarm on one metric; null where its name and statistic do not tell. */
function limitOfMetric({ metric, statistic, periodMs }: Stat, threshold: number): AlarmLimit | null {
  const percentile = PERCENTILE.exec(statistic)?.[1];
  if (percentile !== undefined) return { kind: 'slow', percent: 100 - Number(percentile) };
  const { MetricName = '', Namespace = '' } = metric;
  if (!FAILURES.test(MetricName)) return null;
  if (statistic === 'Sum') return { kind: 'count', failures: threshold, periodMs };
  if (statistic !== 'Average') return null;
  // The average of API Gateway's error metrics is a rate from 0 to 1, CloudFront's rates are in percent (their developer guides).
  if (Namespace === 'AWS/ApiGateway') return { kind: 'share', percent: threshold * 100 };
  return /ErrorRate$/.test(MetricName) ? { kind: 'share', percent: threshold } : null;
}

function statsById({ Metrics = [] }: DescribedAlarm): ReadonlyMap<string, Stat> {
  return new Map(
    Metrics.flatMap(({ Id, MetricStat }) =>
      Id === undefined || MetricStat?.Metric === undefined
        ? []
        : [
            [
              Id,
              {
                metric: MetricStat.Metric,
                statistic: MetricStat.Stat ?? '',
                periodMs: (MetricStat.Period ?? 60) * 1000,
              },
            ] as const,
          ],
    ),
  );
}

function dimensionMap({ Dimensions = [] }: Metric): ReadonlyMap<string, string> {
  return new Map(Dimensions.map(({ Name = '', Value = '' }) => [Name, Value]));
}

/** The dimensions that all these metrics have, with the same values. */
function commonDimensions(metrics: readonly Metric[]): AlarmMeasure['dimensions'] {
  const [first, ...others] = metrics.map(dimensionMap);
  return Object.fromEntries(
    [...(first ?? [])].filter(([name, value]) => others.every((dimensions) => dimensions.get(name) === value)),
  );
}

/** The alarm on an expression: understood where it is one ratio of two sums, or one metric with an id. */
function measureOfExpression(alarm: DescribedAlarm, threshold: number): AlarmMeasure | null {
  const stats = statsById(alarm);
  const watched = alarm.Metrics?.find(({ ReturnData }) => ReturnData !== false);
  const alone = stats.get(watched?.Expression ?? watched?.Id ?? '');
  if (alone !== undefined) return measureOfStat(alone, threshold);
  const [found, before, failures = '', requests = '', after] =
    RATIO.exec((watched?.Expression ?? '').replace(/[\s()]/g, '')) ?? [];
  const [above, below] = [stats.get(failures), stats.get(requests)];
  if (found === undefined || above === undefined || below === undefined) return null;
  if (above.statistic !== 'Sum' || !FAILURES.test(above.metric.MetricName ?? '')) return null;
  const isInPercent = before !== undefined || after !== undefined;
  return {
    limit: { kind: 'share', percent: isInPercent ? threshold : threshold * 100 },
    dimensions: commonDimensions([above.metric, below.metric]),
  };
}

function measureOfStat(stat: Stat, threshold: number): AlarmMeasure | null {
  const limit = limitOfMetric(stat, threshold);
  return limit === null ? null : { limit, dimensions: Object.fromEntries(dimensionMap(stat.metric)) };
}

/**
 * Reads from the configuration of an alarm when it fires.
 *
 * @returns null where that cannot be told: bands, composite alarms, alarms that fire below a threshold, longer expressions
 */
export function readMeasure(alarm: DescribedAlarm): AlarmMeasure | null {
  const { ComparisonOperator = '', Threshold, Namespace, MetricName, Dimensions = [], Metrics = [] } = alarm;
  if (!ComparisonOperator.startsWith('Greater') || Threshold === undefined) return null;
  if (Metrics.length > 0) return measureOfExpression(alarm, Threshold);
  const statistic = alarm.ExtendedStatistic ?? alarm.Statistic ?? '';
  const metric: Metric = { Dimensions, ...(Namespace && { Namespace }), ...(MetricName && { MetricName }) };
  return measureOfStat({ metric, statistic, periodMs: (alarm.Period ?? 60) * 1000 }, Threshold);
}
