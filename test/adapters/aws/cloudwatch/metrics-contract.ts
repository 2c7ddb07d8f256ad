import { type CloudWatchClient, PutMetricDataCommand } from '@aws-sdk/client-cloudwatch';
import { beforeEach, expect, it } from 'vitest';
import { createMetrics } from '../../../../src/adapters/aws/cloudwatch/metrics.ts';
import type { Metric } from '../../../../src/domain/plan/metric.ts';

const MINUTE = 60_000;

/** What every CloudWatch does, the model as well as one that nobody here wrote. @param now the beginning of a minute */
export function metricsContract(world: () => { readonly client: CloudWatchClient; readonly now: number }): void {
  let tests = 0;
  let metric: Metric;
  beforeEach(() => {
    tests += 1;
    // A metric of its own for each test: values cannot be taken back.
    const name = `Sessions${tests}`;
    metric = { namespace: 'Calls', name, dimensions: { Version: '53', Zone: 'a' }, statistic: 'Maximum' };
  });
  const put = async (values: readonly number[], at: number, over: Partial<Metric> = {}) => {
    const { namespace, name, dimensions } = { ...metric, ...over };
    const Dimensions = Object.entries(dimensions).map(([Name, Value]) => ({ Name, Value }));
    const MetricData = values.map((Value) => ({ MetricName: name, Dimensions, Value, Timestamp: new Date(at) }));
    await world().client.send(new PutMetricDataCommand({ Namespace: namespace, MetricData }));
  };
  const newest = (since: number, over: Partial<Metric> = {}) => {
    const { client, now } = world();
    const clock = { now: () => now + 20_000, wait: async () => undefined };
    return createMetrics({ client, clock }).newest({ ...metric, ...over }, since);
  };

  it('says nothing where nothing was sent', async () => {
    const { now } = world();
    expect(await newest(now - 30 * MINUTE, { name: 'Other' })).toBeNull();
  });

  it('gives the newest whole minute, by the statistic', async () => {
    const { now } = world();
    await put([9], now - 3 * MINUTE);
    await put([4, 6], now - 2 * MINUTE);
    await put([0], now);
    expect(await newest(now - 30 * MINUTE)).toEqual({ value: 6, at: now - 2 * MINUTE });
    expect(await newest(now - 30 * MINUTE, { statistic: 'Sum' })).toMatchObject({ value: 10 });
  });

  it('gives no minute that began before it is asked for', async () => {
    const { now } = world();
    await put([5], now - 2 * MINUTE);
    expect(await newest(now - 2 * MINUTE)).toMatchObject({ value: 5 });
    expect(await newest(now - 2 * MINUTE + 1)).toBeNull();
    expect(await newest(now + 1)).toBeNull();
  });

  it('tells dimensions apart', async () => {
    const { now } = world();
    await put([5], now - 2 * MINUTE, { dimensions: { Version: '54', Zone: 'a' } });
    expect(await newest(now - 30 * MINUTE)).toBeNull();
  });
}
