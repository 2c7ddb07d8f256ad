import { expect, it } from 'vitest';
import { createMetrics, MINUTE } from '../../../../src/sandbox/cloud/cloudwatch/metrics.ts';

const requests = { namespace: 'Shop', name: 'Requests', dimensions: { Stage: 'live', Name: 'checkout' } };

it('sums up the values of the minutes asked for', () => {
  const metrics = createMetrics();
  metrics.record(requests, 10 * MINUTE, 4, 1);
  metrics.record(requests, 11 * MINUTE - 1, 1, 3);
  metrics.record(requests, 11 * MINUTE, 100, 1);
  const of = (stat: string) => metrics.statistic(requests, stat, 10 * MINUTE, 11 * MINUTE);
  expect(of('Sum')).toEqual({ value: 7, samples: 4 });
  expect(of('SampleCount')?.value).toBe(4);
  expect(of('Average')?.value).toBe(1.75);
  expect(of('Minimum')?.value).toBe(1);
  expect(of('Maximum')?.value).toBe(4);
  expect(metrics.statistic(requests, 'Sum', 10 * MINUTE, 12 * MINUTE)?.value).toBe(107);
});

it('tells no value from the value 0', () => {
  const metrics = createMetrics();
  expect(metrics.statistic(requests, 'Sum', 0, MINUTE)).toBeNull();
  metrics.record(requests, 0, 0, 1);
  expect(metrics.statistic(requests, 'Sum', 0, MINUTE)).toEqual({ value: 0, samples: 1 });
});

it('gives percentiles by nearest rank', () => {
  const metrics = createMetrics();
  for (let value = 1; value <= 100; value += 1) metrics.record(requests, 0, value, 10);
  const of = (stat: string) => metrics.statistic(requests, stat, 0, MINUTE)?.value;
  expect([of('p50'), of('p99'), of('p99.9'), of('p100')]).toEqual([50, 99, 100, 100]);
});

it.each([
  ['TC(2:4)', 30],
  ['TC(:2)', 20],
  ['TC(2:)', 80],
  ['TC(2.5:3.5)', 10],
  ['TC(10:20)', 0],
  ['PR(:2)', 20],
  ['PR(2:3)', 10],
])('counts values above the lower bound and up to the upper one: %s', (stat, value) => {
  const metrics = createMetrics();
  for (const [at, count] of [
    [1, 10],
    [2, 10],
    [3, 10],
    [4, 20],
    [5, 50],
  ] as const)
    metrics.record(requests, 0, at, count);
  expect(metrics.statistic(requests, stat, 0, MINUTE)?.value).toBe(value);
});

it.each(['TM(10%:90%)', 'TC(10%:90%)', 'TC(:)', 'TC(1)', 'TC(-1:2)', 'p101'])(
  'refuses a statistic that it does not have: %s',
  (stat) => {
    const metrics = createMetrics();
    metrics.record(requests, 0, 1, 1);
    expect(() => metrics.statistic(requests, stat, 0, MINUTE)).toThrow(RangeError);
  },
);

it('takes dimensions in any order and keeps other dimensions apart', () => {
  const metrics = createMetrics();
  metrics.record(requests, 0, 1, 1);
  metrics.record({ ...requests, dimensions: { Name: 'checkout', Stage: 'live' } }, 0, 1, 1);
  metrics.record({ ...requests, dimensions: { Name: 'checkout' } }, 0, 1, 1);
  expect(metrics.statistic(requests, 'Sum', 0, MINUTE)?.value).toBe(2);
});

it('forgets what is older than a day', () => {
  const metrics = createMetrics();
  metrics.record(requests, 0, 1, 1);
  metrics.record(requests, 24 * 60 * MINUTE, 1, 1);
  expect(metrics.statistic(requests, 'Sum', 0, MINUTE)).toBeNull();
});
