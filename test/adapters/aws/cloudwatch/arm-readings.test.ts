import { CloudWatchClient, GetMetricDataCommand, type GetMetricDataCommandInput } from '@aws-sdk/client-cloudwatch';
import { beforeEach, describe, expect, it } from 'vitest';
import { createArmReadings } from '../../../../src/adapters/aws/cloudwatch/arm-readings.ts';
import type { ArmMetric, MetricSource } from '../../../../src/domain/analysis/metrics.ts';
import { attach, type Model } from '../../../../src/sandbox/cloud/attach.ts';
import { createCloudWatchModel } from '../../../../src/sandbox/cloud/cloudwatch/cloudwatch.ts';
import { localConfig } from '../support/local-config.ts';
import { armReadingsContract, aSource, put } from './arm-readings-contract.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const now = Date.UTC(2026, 0, 5, 9);
const EDGES = [10, 20, 30, 40, 50, 60, 70];
const source = aSource('checkout', { edges: EDGES });
const { canary, stable } = source;

type GetMetricData = (input: GetMetricDataCommandInput) => object;

let client: CloudWatchClient;
let asked: GetMetricDataCommandInput[];
let mostPoints: number | undefined;
beforeEach(() => {
  asked = [];
  mostPoints = undefined;
  const { model } = createCloudWatchModel({ now: () => now, emit: () => undefined });
  const watched: Model = {
    ...model,
    GetMetricData: (input: GetMetricDataCommandInput) => {
      asked.push(input);
      const isLimited = mostPoints !== undefined;
      return (model.GetMetricData as GetMetricData)({ ...input, ...(isLimited && { MaxDatapoints: mostPoints }) });
    },
  };
  client = attach(new CloudWatchClient(localConfig), 'CloudWatch', watched);
});

describe('the metrics of both arms in the model of CloudWatch', () => {
  armReadingsContract(() => ({ client, now }));

  const minutes = (sources = [source], from = now - MINUTE) =>
    createArmReadings({ client, usEast1: client }).minutes({ sources }, { from, to: now });

  it('counts requests in bins above an edge and up to the next', async () => {
    await put(client, canary.requests, now - MINUTE, [6]);
    await put(client, canary.latency as ArmMetric, now - MINUTE, [1, 10, 10.5, 70, 70.5, 900]);
    const [minute] = await minutes();
    expect(minute?.parts[0]?.canary?.latency).toEqual([2, 1, 0, 0, 0, 0, 1, 2]);
  });

  it('has no bins for an arm whose latency is missing', async () => {
    await put(client, canary.requests, now - MINUTE, [6]);
    expect((await minutes())[0]?.parts[0]?.canary).toEqual({ requests: 6, errors: 0 });
  });

  it('takes errors without requests for a missing arm', async () => {
    await put(client, canary.errors[0] as ArmMetric, now - MINUTE, [3]);
    expect((await minutes())[0]?.parts).toEqual([{ canary: null, stable: null }]);
  });

  it('sums up several metrics of errors', async () => {
    const faults = { ...(canary.errors[0] as ArmMetric), name: 'Faults' };
    await put(client, canary.requests, now - MINUTE, [9]);
    await put(client, canary.errors[0] as ArmMetric, now - MINUTE, [1]);
    await put(client, faults, now - MINUTE, [2]);
    const [minute] = await minutes([{ ...source, canary: { ...canary, errors: [...canary.errors, faults] } }]);
    expect(minute?.parts[0]?.canary?.errors).toBe(3);
  });

  it('reads 20 sources in one call', async () => {
    const sources = Array.from({ length: 20 }, (_, index) => aSource(`f${index}`, { edges: EDGES }));
    await minutes(sources);
    expect(asked.map(({ MetricDataQueries }) => MetricDataQueries?.length)).toEqual([400]);
  });

  it('needs a second call for more than 500 statistics, and reads those of the second one too', async () => {
    const sources = Array.from({ length: 26 }, (_, index) => aSource(`f${index}`, { edges: EDGES }));
    const last = sources.at(-1) as MetricSource;
    await put(client, last.stable.requests, now - MINUTE, [8]);
    const [minute] = await minutes(sources);
    expect(asked.map(({ MetricDataQueries }) => MetricDataQueries?.length)).toEqual([500, 20]);
    expect(minute?.parts.at(-1)?.stable).toEqual({ requests: 8, errors: 0 });
  });

  it('joins the pages of a series', async () => {
    mostPoints = 2;
    for (const ago of [5, 4, 3, 2, 1]) {
      await put(client, canary.requests, now - ago * MINUTE, [ago]);
      await put(client, stable.requests, now - ago * MINUTE, [10 * ago]);
    }
    const readings = await minutes([source], now - 5 * MINUTE);
    expect(readings.map(({ parts: [part] }) => [part?.canary?.requests, part?.stable?.requests])).toEqual(
      [5, 4, 3, 2, 1].map((ago) => [ago, 10 * ago]),
    );
    expect(asked).toHaveLength(5);
  });

  it('asks nothing for no sources and for an empty range', async () => {
    expect([await minutes([]), await minutes([source], now)]).toEqual([[], []]);
    expect(asked).toEqual([]);
  });

  it("reads the metrics of a service's own in the same call, whatever the requests of the arm are", async () => {
    const named = (name: string) => {
      const byArm = (arm: string) => ({ namespace: 'Shop', name, dimensions: { Arm: arm } });
      return { stable: byArm('stable'), canary: byArm('canary') };
    };
    const [orders, visits, basket] = [named('Orders'), named('Visits'), named('Basket')];
    await put(client, orders.canary, now - MINUTE, [1, 1, 1]);
    await put(client, visits.canary, now - MINUTE, [40]);
    await put(client, visits.stable, now - MINUTE, [700]);
    await put(client, basket.canary, now - MINUTE, [5, 15, 900]);
    const custom = [
      { kind: 'value', name: 'unknown', value: named('Unknown'), edges: null },
      { kind: 'count', name: 'orders', cases: orders, of: visits },
      { kind: 'value', name: 'basket', value: basket, edges: EDGES },
    ] as const;
    const [minute] = await createArmReadings({ client, usEast1: client }).minutes(
      { sources: [source], custom },
      { from: now - MINUTE, to: now },
    );
    expect(minute).toEqual({
      at: now - MINUTE,
      parts: [{ canary: null, stable: null }],
      custom: {
        canary: { counts: { orders: { cases: 3, chances: 40 } }, values: { basket: [1, 1, 0, 0, 0, 0, 0, 1] } },
        stable: { counts: { orders: { chances: 700 } }, values: {} },
      },
    });
    expect(asked).toHaveLength(1);
  });

  describe('in us-east-1', () => {
    const ofDistribution = (name: string, id: string): ArmMetric => ({
      ...{ namespace: 'AWS/CloudFront', name, dimensions: { DistributionId: id, Region: 'Global' } },
      region: 'us-east-1',
    });
    const metricsOf = (id: string) => ({
      ...{ requests: ofDistribution('Requests', id), errors: [ofDistribution('5xxErrorRate', id)], latency: null },
    });
    const site: MetricSource = { name: 'site', stable: metricsOf('E1'), canary: metricsOf('E2'), edges: null };
    let there: CloudWatchClient;
    let askedThere: number;
    beforeEach(() => {
      askedThere = 0;
      const { model } = createCloudWatchModel({ now: () => now, emit: () => undefined });
      const read = model.GetMetricData as GetMetricData;
      const GetMetricData = (input: GetMetricDataCommandInput) => {
        askedThere += 1;
        return read(input);
      };
      there = attach(new CloudWatchClient(localConfig), 'CloudWatch', { ...model, GetMetricData });
    });
    const read = (sources: readonly MetricSource[], home = 'eu-west-1') => {
      const here = attach(new CloudWatchClient({ ...localConfig, region: home }), 'CloudWatch', {
        GetMetricData: (input: GetMetricDataCommandInput) => client.send(new GetMetricDataCommand(input)),
      });
      return createArmReadings({ client: here, usEast1: there }).minutes({ sources }, { from: now - MINUTE, to: now });
    };

    it('are read there, beside those of the own region, and keep their order', async () => {
      await put(there, ofDistribution('Requests', 'E2'), now - MINUTE, [2000]);
      await put(client, stable.requests, now - MINUTE, [7]);
      const [minute] = await read([site, source]);
      expect(minute?.parts.map((part) => [part.canary?.requests, part.stable?.requests])).toEqual([
        [2000, undefined],
        [undefined, 7],
      ]);
      expect([asked.length, askedThere]).toEqual([1, 1]);
    });

    it('of CloudFront have the percentage of failed requests, which is made a number', async () => {
      await put(there, ofDistribution('Requests', 'E2'), now - MINUTE, [2000]);
      await put(there, ofDistribution('5xxErrorRate', 'E2'), now - MINUTE, [1.25]);
      expect((await read([site]))[0]?.parts[0]?.canary).toEqual({ requests: 2000, errors: 25 });
      expect([asked.length, askedThere]).toEqual([0, 1]);
    });

    it('are in the own region where Serin is there: nothing is asked twice', async () => {
      await put(client, ofDistribution('Requests', 'E2'), now - MINUTE, [9]);
      expect((await read([site, source], 'us-east-1'))[0]?.parts[0]?.canary?.requests).toBe(9);
      expect([asked.length, askedThere]).toEqual([1, 0]);
    });
  });

  it('fails where CloudWatch fails', async () => {
    const down = attach(new CloudWatchClient({ ...localConfig, maxAttempts: 1 }), 'CloudWatch', {
      GetMetricData: () => {
        throw new Error('down');
      },
    });
    await expect(
      createArmReadings({ client: down, usEast1: down }).minutes(
        { sources: [source] },
        { from: now - MINUTE, to: now },
      ),
    ).rejects.toThrow('down');
  });
});

describe('the quantiles of a latency', () => {
  const duration = stable.latency as ArmMetric;
  const quantiles = (to: number, metrics = [duration]) =>
    createArmReadings({ client, usEast1: client }).quantiles(metrics, to - 3 * HOUR, to);
  const hundred = (factor: number) => Array.from({ length: 100 }, (_, index) => factor * (index + 1));

  it('are the seven of the range, and null for a metric without data', async () => {
    await put(client, duration, now - HOUR, hundred(1));
    const nothing = { ...duration, name: 'Nothing' };
    expect(await quantiles(now, [nothing, duration])).toEqual([null, [10, 25, 50, 75, 90, 95, 99]]);
    expect(asked).toHaveLength(1);
  });

  it('are those of the period with most requests, not of a newest one that has only begun', async () => {
    await put(client, duration, now - MINUTE, hundred(1));
    await put(client, duration, now, [5000]);
    expect(await quantiles(now + MINUTE)).toEqual([[10, 25, 50, 75, 90, 95, 99]]);
  });
});
