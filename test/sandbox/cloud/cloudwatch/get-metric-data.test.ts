import type { GetMetricDataCommandInput, MetricDataResult } from '@aws-sdk/client-cloudwatch';
import { beforeEach, expect, it } from 'vitest';
import { getMetricData } from '../../../../src/sandbox/cloud/cloudwatch/get-metric-data.ts';
import { createMetrics, type Metrics, MINUTE } from '../../../../src/sandbox/cloud/cloudwatch/metrics.ts';

const id = { namespace: 'Shop', name: 'Requests', dimensions: {} };

let metrics: Metrics;
beforeEach(() => {
  metrics = createMetrics();
  for (let minute = 0; minute < 6; minute += 1) metrics.record(id, minute * MINUTE, minute, 1);
});

const query = (Id: string, Period = 60) => ({
  Id,
  MetricStat: { Metric: { Namespace: 'Shop', MetricName: 'Requests' }, Period, Stat: 'Sum' },
});

function ask(given: Partial<GetMetricDataCommandInput> = {}) {
  const range = { StartTime: new Date(0), EndTime: new Date(6 * MINUTE) };
  return getMetricData(metrics, { ...range, MetricDataQueries: [query('a')], ...given }) as {
    readonly MetricDataResults: readonly MetricDataResult[];
    readonly NextToken?: string;
  };
}

it('gives the newest first, unless the oldest is asked for first', () => {
  const values = (given: Partial<GetMetricDataCommandInput>) => ask(given).MetricDataResults[0]?.Values;
  expect(values({})).toEqual([5, 4, 3, 2, 1, 0]);
  expect(values({ ScanBy: 'TimestampAscending' })).toEqual([0, 1, 2, 3, 4, 5]);
});

it('adds up the minutes of a longer period, which begins at a multiple of its length', () => {
  const [result] = ask({
    StartTime: new Date(MINUTE),
    MetricDataQueries: [query('a', 180)],
    ScanBy: 'TimestampAscending',
  }).MetricDataResults;
  expect(result?.Timestamps?.map((time) => time.getTime())).toEqual([0, 3 * MINUTE]);
  expect(result?.Values).toEqual([3, 12]);
});

it('gives pages of so many datapoints, and says which series goes on', () => {
  const MetricDataQueries = [query('a'), query('b')];
  const given: Partial<GetMetricDataCommandInput> = {
    MetricDataQueries,
    MaxDatapoints: 4,
    ScanBy: 'TimestampAscending',
  };
  const first = ask(given);
  const shown = ({ MetricDataResults }: typeof first) =>
    MetricDataResults.map(({ Id, StatusCode, Values }) => [Id, StatusCode, Values]);
  expect(shown(first)).toEqual([
    ['a', 'PartialData', [0, 1, 2, 3]],
    ['b', 'PartialData', []],
  ]);
  const second = ask({ ...given, NextToken: first.NextToken });
  expect(shown(second)).toEqual([
    ['a', 'Complete', [4, 5]],
    ['b', 'PartialData', [0, 1]],
  ]);
  const third = ask({ ...given, NextToken: second.NextToken });
  expect(shown(third)).toEqual([
    ['a', 'Complete', []],
    ['b', 'Complete', [2, 3, 4, 5]],
  ]);
  expect(third).not.toHaveProperty('NextToken');
});

it('takes 500 queries', () => {
  const MetricDataQueries = Array.from({ length: 500 }, (_, index) => query(`q${index}`));
  expect(ask({ MetricDataQueries }).MetricDataResults).toHaveLength(500);
});

it.each<readonly [string, Partial<GetMetricDataCommandInput>]>([
  ['more than 500', { MetricDataQueries: Array.from({ length: 501 }, (_, index) => query(`q${index}`)) }],
  ['none', { MetricDataQueries: [] }],
  ['an id that begins with a capital letter', { MetricDataQueries: [query('A')] }],
  ['an id with a hyphen', { MetricDataQueries: [query('a-b')] }],
  ['an id twice', { MetricDataQueries: [query('a'), query('a')] }],
  ['a range that ends where it begins', { EndTime: new Date(0) }],
])('refuses %s', (_what, given) => {
  expect(() => ask(given)).toThrow(expect.objectContaining({ name: 'ValidationError' }));
});

it.each(['x', '-1', '99'])('refuses the token %s', (NextToken) => {
  expect(() => ask({ NextToken })).toThrow(expect.objectContaining({ name: 'InvalidNextToken' }));
});
