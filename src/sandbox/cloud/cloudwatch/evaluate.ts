import type { MetricDataQuery, PutMetricAlarmCommandInput } from '@aws-sdk/client-cloudwatch';
import type { MetricAlarm, State } from './alarm.ts';
import { type Demand, evaluationRange, judge, type MissingData } from './judge.ts';
import { compile } from './math.ts';
import type { MetricId, Metrics, Statistic } from './metrics.ts';
import { type Datapoint, metricReason, metricReasonData, unknownReason } from './reason.ts';

/** Comparison operators of static thresholds. */
export const COMPARISONS: Readonly<Record<string, (value: number, threshold: number) => boolean>> = {
  GreaterThanThreshold: (value, threshold) => value > threshold,
  GreaterThanOrEqualToThreshold: (value, threshold) => value >= threshold,
  LessThanThreshold: (value, threshold) => value < threshold,
  LessThanOrEqualToThreshold: (value, threshold) => value <= threshold,
};

/** The values that an alarm compares, period by period. */
interface Series {
  readonly periodMs: number;
  /** The statistic of a single metric; null for an expression. */
  readonly statistic: string | null;
  at(from: number, to: number): Statistic | null;
}

/** Returns the state of a metric alarm at `now`, from the full periods before it; null when the state stays. */
export function evaluateMetricAlarm(alarm: MetricAlarm, metrics: Metrics, now: number): State | null {
  const { input } = alarm;
  const series = alarmSeries(input, metrics);
  const demand = readDemand(input);
  const threshold = input.Threshold as number;
  const breaches = COMPARISONS[input.ComparisonOperator as string] as (value: number, threshold: number) => boolean;
  const end = Math.floor(now / series.periodMs) * series.periodMs;
  const points = Array.from({ length: evaluationRange(demand) }, (_, index): Datapoint | null => {
    const from = end - (evaluationRange(demand) - index) * series.periodMs;
    const statistic = series.at(from, from + series.periodMs);
    return statistic === null ? null : { at: from, ...statistic };
  });
  const value = judge(
    points.map((point) => (point === null ? null : breaches(point.value, threshold))),
    demand,
  );
  if (value === 'unchanged' || value === alarm.state.value) return null;
  const evaluated = points.filter((point) => point !== null).slice(-demand.evaluationPeriods);
  const facts = {
    evaluated,
    decisive: evaluated.filter((point) => breaches(point.value, threshold) === (value === 'ALARM')),
    demand,
    threshold,
    comparison: input.ComparisonOperator as string,
    value,
    previous: alarm.state.value,
  };
  return {
    value,
    reason: value === 'INSUFFICIENT_DATA' ? unknownReason(demand.evaluationPeriods) : metricReason(facts),
    reasonData: metricReasonData({ ...facts, now, periodSeconds: series.periodMs / 1000, statistic: series.statistic }),
    at: now,
    suppressed: false,
  };
}

function readDemand(input: PutMetricAlarmCommandInput): Demand {
  const evaluationPeriods = input.EvaluationPeriods as number;
  return {
    evaluationPeriods,
    datapointsToAlarm: input.DatapointsToAlarm ?? evaluationPeriods,
    missingData: (input.TreatMissingData ?? 'missing') as MissingData,
  };
}

function alarmSeries(input: PutMetricAlarmCommandInput, metrics: Metrics): Series {
  if (input.Metrics !== undefined) return expressionSeries(input.Metrics, metrics);
  const id = metricId({ Namespace: input.Namespace, MetricName: input.MetricName, Dimensions: input.Dimensions });
  const statistic = input.ExtendedStatistic ?? (input.Statistic as string);
  return {
    periodMs: (input.Period as number) * 1000,
    statistic,
    at: (from, to) => metrics.statistic(id, statistic, from, to),
  };
}

function expressionSeries(queries: readonly MetricDataQuery[], metrics: Metrics): Series {
  const stats = queries.flatMap(({ Id, MetricStat }) =>
    MetricStat === undefined ? [] : [{ id: Id as string, ...MetricStat }],
  );
  const watched = queries.find(({ ReturnData }) => ReturnData !== false) as MetricDataQuery;
  const expression = compile(watched.Expression ?? (watched.Id as string));
  return {
    periodMs: (stats[0]?.Period as number) * 1000,
    statistic: null,
    at: (from, to) => {
      const read = stats.map(({ id, Metric, Stat }) => ({
        id,
        of: metrics.statistic(metricId(Metric ?? {}), Stat as string, from, to),
      }));
      const value = expression(Object.fromEntries(read.map(({ id, of }) => [id, of?.value ?? null])));
      return value === null ? null : { value, samples: Math.max(...read.map(({ of }) => of?.samples ?? 0)) };
    },
  };
}

interface SdkMetric {
  readonly Namespace?: string | undefined;
  readonly MetricName?: string | undefined;
  readonly Dimensions?:
    | readonly { readonly Name: string | undefined; readonly Value: string | undefined }[]
    | undefined;
}

/** Returns the identity of the SDK's metric. */
export function metricId({ Namespace, MetricName, Dimensions }: SdkMetric): MetricId {
  return {
    namespace: Namespace ?? '',
    name: MetricName ?? '',
    dimensions: Object.fromEntries((Dimensions ?? []).map(({ Name, Value }) => [Name ?? '', Value ?? ''])),
  };
}
