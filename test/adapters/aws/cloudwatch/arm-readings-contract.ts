import { type CloudWatchClient, PutMetricDataCommand } from '@aws-sdk/client-cloudwatch';
import { beforeEach, expect, it } from 'vitest';
import { createArmReadings } from '../../../../src/adapters/aws/cloudwatch/arm-readings.ts';
import type { ArmMetric, MetricSource } from '../../../../src/domain/analysis/metrics.ts';

const MINUTE = 60_000;

/** The metrics of a function whose versions 1 and 2 are the arms. */
export function aSource(name: string, given: Partial<MetricSource> = {}): MetricSource {
  const ofVersion = (ExecutedVersion: string) => {
    const metric = (metricName: string): ArmMetric => ({
      namespace: 'Shop',
      name: metricName,
      dimensions: { FunctionName: name, ExecutedVersion },
    });
    return { requests: metric('Invocations'), errors: [metric('Errors')], latency: metric('Duration') };
  };
  return { name, stable: ofVersion('1'), canary: ofVersion('2'), edges: null, ...given };
}

/** Sends values of a metric that were seen at a moment. */
export async function put(client: CloudWatchClient, metric: ArmMetric, at: number, values: readonly number[]) {
  const Dimensions = Object.entries(metric.dimensions).map(([Name, Value]) => ({ Name, Value }));
  const MetricData = values.map((Value) => ({ MetricName: metric.name, Dimensions, Value, Timestamp: new Date(at) }));
  await client.send(new PutMetricDataCommand({ Namespace: metric.namespace, MetricData }));
}

/** The rules of every CloudWatch, the model as well as one that nobody here wrote. @param now the beginning of a minute */
export function armReadingsContract(world: () => { readonly client: CloudWatchClient; readonly now: number }): void {
  let tests = 0;
  let source: MetricSource;
  beforeEach(() => {
    tests += 1;
    source = aSource(`checkout-${tests}`);
  });
  const minutes = (from: number, to: number, sources = [source]) =>
    createArmReadings({ client: world().client, usEast1: world().client }).minutes({ sources }, { from, to });

  it('reads both arms of each minute, oldest first', async () => {
    const { client, now } = world();
    const { stable, canary } = source;
    for (const [ago, requests] of [
      [2, 100],
      [1, 200],
    ] as const) {
      await put(client, stable.requests, now - ago * MINUTE, [requests, requests]);
      await put(client, canary.requests, now - ago * MINUTE, [10]);
      await put(client, canary.errors[0] as ArmMetric, now - ago * MINUTE, [ago]);
    }
    expect(await minutes(now - 3 * MINUTE, now)).toEqual([
      { at: now - 2 * MINUTE, parts: [{ stable: { requests: 200, errors: 0 }, canary: { requests: 10, errors: 2 } }] },
      { at: now - MINUTE, parts: [{ stable: { requests: 400, errors: 0 }, canary: { requests: 10, errors: 1 } }] },
    ]);
  });

  it('leaves out the minute that begins when the range ends', async () => {
    const { client, now } = world();
    await put(client, source.stable.requests, now - MINUTE, [5]);
    await put(client, source.stable.requests, now, [7]);
    expect((await minutes(now - MINUTE, now)).map(({ at }) => at)).toEqual([now - MINUTE]);
  });

  it('tells an arm without data from one without errors', async () => {
    const { client, now } = world();
    await put(client, source.stable.requests, now - MINUTE, [5]);
    expect(await minutes(now - MINUTE, now)).toEqual([
      { at: now - MINUTE, parts: [{ canary: null, stable: { requests: 5, errors: 0 } }] },
    ]);
  });

  it('counts a failure that no request was reported for as a request', async () => {
    const { client, now } = world();
    await put(client, source.canary.requests, now - MINUTE, [3]);
    await put(client, source.canary.errors[0] as ArmMetric, now - MINUTE, [4]);
    const [minute] = await minutes(now - MINUTE, now);
    expect(minute?.parts[0]?.canary).toEqual({ requests: 4, errors: 4 });
  });

  it('keeps the sources apart, in their order', async () => {
    const { client, now } = world();
    const other = aSource(`orders-${tests}`);
    await put(client, other.stable.requests, now - MINUTE, [5]);
    await put(client, source.stable.requests, now - MINUTE, [7]);
    const [minute] = await minutes(now - MINUTE, now, [source, other]);
    expect(minute?.parts.map(({ stable }) => stable?.requests)).toEqual([7, 5]);
  });
}
