import type { MetricDataQuery } from '@aws-sdk/client-cloudwatch';
import { describe, expect, it } from 'vitest';
import type { DescribedAlarm } from '../../../../src/adapters/aws/cloudwatch/alarm-kinds.ts';
import { readMeasure } from '../../../../src/adapters/aws/cloudwatch/alarm-measure.ts';

const dimensions = (all: Record<string, string>) => Object.entries(all).map(([Name, Value]) => ({ Name, Value }));

function anAlarm(over: Partial<DescribedAlarm>): DescribedAlarm {
  return { ComparisonOperator: 'GreaterThanThreshold', Threshold: 1, Period: 60, ...over };
}

function ratio(
  expression: string,
  errors: Record<string, string>,
  requests: Record<string, string> = errors,
): DescribedAlarm {
  const sum = (Id: string, MetricName: string, of: Record<string, string>): MetricDataQuery => ({
    Id,
    ReturnData: false,
    MetricStat: {
      Metric: { Namespace: 'AWS/Lambda', MetricName, Dimensions: dimensions(of) },
      Period: 60,
      Stat: 'Sum',
    },
  });
  return anAlarm({
    Metrics: [{ Id: 'rate', Expression: expression }, sum('e', 'Errors', errors), sum('i', 'Invocations', requests)],
  });
}

const alias = { FunctionName: 'checkout-api', Resource: 'checkout-api:live' };

describe('when an alarm fires, by its configuration', () => {
  it.each(['100 * e / i', '100*(e/i)', 'e / i * 100', '(e/i)*100'])('%s is a share in percent', (expression) => {
    expect(readMeasure(ratio(expression, alias))).toEqual({ limit: { kind: 'share', percent: 1 }, dimensions: alias });
  });

  it('a ratio without a hundred is a share of one', () => {
    const alarm = { ...ratio('e/i', alias), Threshold: 0.02 };
    expect(readMeasure(alarm)?.limit).toEqual({ kind: 'share', percent: 2 });
  });

  it('keeps the dimensions that both parts of a ratio have', () => {
    expect(readMeasure(ratio('e/i', { ...alias, ExecutedVersion: '2' }, alias))?.dimensions).toEqual(alias);
  });

  it.each(['i / e', '100 * (e + t) / i', 'IF(i > 100, e / i, 0)', 'e / 5'])('%s is not told', (expression) => {
    expect(readMeasure(ratio(expression, alias))).toBeNull();
  });

  it('a sum of errors is a count in its period', () => {
    const alarm = anAlarm({
      Namespace: 'AWS/Lambda',
      MetricName: 'Errors',
      Statistic: 'Sum',
      Threshold: 5,
      Period: 300,
    });
    expect(readMeasure(alarm)?.limit).toEqual({ kind: 'count', failures: 5, periodMs: 300_000 });
  });

  it('one metric with an id counts as the metric', () => {
    const Metric = { Namespace: 'AWS/Lambda', MetricName: 'Errors', Dimensions: dimensions(alias) };
    const alarm = anAlarm({ Threshold: 5, Metrics: [{ Id: 'm1', MetricStat: { Metric, Period: 60, Stat: 'Sum' } }] });
    expect(readMeasure(alarm)).toEqual({ limit: { kind: 'count', failures: 5, periodMs: 60_000 }, dimensions: alias });
  });

  it.each([
    ['p99', 1],
    ['p99.5', 0.5],
    ['p50', 50],
  ])('%s is a share of slow requests', (ExtendedStatistic, percent) => {
    const alarm = anAlarm({ Namespace: 'AWS/Lambda', MetricName: 'Duration', ExtendedStatistic, Threshold: 800 });
    expect(readMeasure(alarm)?.limit).toEqual({ kind: 'slow', percent });
  });

  it.each([
    ['AWS/ApiGateway', '5XXError', 0.05, 5],
    ['AWS/CloudFront', '5xxErrorRate', 5, 5],
  ])('the average of %s %s is a rate', (Namespace, MetricName, Threshold, percent) => {
    const alarm = anAlarm({ Namespace, MetricName, Statistic: 'Average', Threshold });
    expect(readMeasure(alarm)?.limit).toEqual({ kind: 'share', percent });
  });

  it.each<[string, Partial<DescribedAlarm>]>([
    [
      'a band',
      { ComparisonOperator: 'GreaterThanUpperThreshold', ThresholdMetricId: 'ad1', Threshold: undefined as never },
    ],
    [
      'one that fires below its threshold',
      { ComparisonOperator: 'LessThanThreshold', MetricName: 'Errors', Statistic: 'Sum' },
    ],
    ['a composite alarm', { AlarmRule: 'ALARM(a)', ComparisonOperator: undefined as never }],
    ['a sum of something that is no failure', { MetricName: 'Invocations', Statistic: 'Sum' }],
    ['an average of a time', { MetricName: 'Duration', Statistic: 'Average' }],
  ])('%s is not told', (_, over) => {
    expect(readMeasure(anAlarm(over))).toBeNull();
  });
});
