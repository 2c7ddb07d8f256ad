import type { GetMetricDataCommandInput, MetricDataQuery, MetricDataResult } from '@aws-sdk/client-cloudwatch';
import { metricId } from './evaluate.ts';
import { type Metrics, MINUTE } from './metrics.ts';

/** Answers GetMetricData for plain metrics by the minute or by several; expressions are not computed. */
export function getMetricData(metrics: Metrics, input: GetMetricDataCommandInput): object {
  const [from, to] = [input.StartTime?.getTime() ?? 0, input.EndTime?.getTime() ?? 0];
  const isDescending = input.ScanBy !== 'TimestampAscending';
  const result = ({ Id = '', MetricStat }: MetricDataQuery): MetricDataResult => {
    if (MetricStat?.Metric === undefined)
      throw new RangeError('The CloudWatch of the sandbox reads metrics, no expressions.');
    const { Metric, Period = 60, Stat = 'Average' } = MetricStat;
    const length = Math.max(Period * 1000, MINUTE);
    const points = [];
    for (let at = Math.floor(from / length) * length; at < to; at += length) {
      const found = metrics.statistic(metricId(Metric), Stat, at, at + length);
      if (found !== null) points.push({ at, value: found.value });
    }
    if (isDescending) points.reverse();
    return {
      Id,
      Label: Metric.MetricName,
      StatusCode: 'Complete',
      Timestamps: points.map(({ at }) => new Date(at)),
      Values: points.map(({ value }) => value),
    };
  };
  return { MetricDataResults: (input.MetricDataQueries ?? []).map(result) };
}
