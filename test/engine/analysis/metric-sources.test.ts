import { describe, expect, it } from 'vitest';
import { componentMetrics } from '../../../src/adapters/components/registry.ts';
import { ANALYSIS_DEFAULTS } from '../../../src/domain/analysis/analysis.ts';
import type { ConfiguredCustom } from '../../../src/domain/analysis/custom-metrics.ts';
import type { ArmMetric, MetricSource } from '../../../src/domain/analysis/metrics.ts';
import type { EnvironmentRoles } from '../../../src/domain/environment/environment.ts';
import type { Service } from '../../../src/domain/service.ts';
import { metricSources } from '../../../src/engine/preflight/metric-sources.ts';
import type { ArmReadings } from '../../../src/ports/health/monitoring.ts';
import { aService, HOUR, NOW } from '../../rollout/builders.ts';
import { aWorld } from '../world/world.ts';

const metric = (name: string) => ({ namespace: 'Shop', name, dimensions: { arm: '{arm}' } });
const metrics = { requests: metric('Requests'), errors: [metric('Errors')], latency: null };
const plain = aService({ analysis: { ...ANALYSIS_DEFAULTS, metrics } });

function findSources(
  minutes: ArmReadings['minutes'],
  service = plain,
  quantiles: ArmReadings['quantiles'] = async (asked) => asked.map(() => null),
  roles: EnvironmentRoles | null = null,
) {
  const { deps } = aWorld();
  const arms: ArmReadings = { minutes, quantiles };
  const clock = { ...deps.clock, now: () => NOW };
  return metricSources({ ...deps, componentMetrics, arms, clock }, service, [], { roles, ids: undefined });
}

describe('the traffic before a start', () => {
  it('is that of stable in the last three hours, a minute, with the share that fails', async () => {
    const asked: { sources: readonly MetricSource[]; hours: number }[] = [];
    const { load, findings } = await findSources(async ({ sources }, { from, to }) => {
      asked.push({ sources, hours: (to - from) / HOUR });
      const part = { stable: { requests: 90_000, errors: 900 }, canary: null };
      return [from, from + 60_000].map((at) => ({ at, parts: [part] }));
    });
    expect(load).toEqual({ traffic: 1_000, rate: 0.01 });
    expect(findings).toEqual([]);
    expect(asked.map(({ hours }) => hours)).toEqual([3]);
    expect(asked[0]?.sources[0]?.stable.requests.dimensions).toEqual({ arm: 'stable' });
  });

  it('counts the minutes since the first request, where the service is younger than three hours', async () => {
    const { load } = await findSources(async (_sources, { to }) => {
      const part = { stable: { requests: 600, errors: 6 }, canary: null };
      return [10, 7, 3].map((ago) => ({ at: to - ago * 60_000, parts: [part] }));
    });
    expect(load).toEqual({ traffic: 180, rate: 0.01 });
  });

  it('is not known where there was none, or CloudWatch does not answer; the start goes on', async () => {
    const none = await findSources(async () => []);
    const away = await findSources(async () => {
      throw new Error('CloudWatch is away');
    });
    expect([none.load, away.load]).toEqual([null, null]);
    expect([none.sources.length, away.sources.length, away.findings]).toEqual([1, 1, []]);
  });
});

describe("the metrics of a service's own", () => {
  const rule = { worseWhen: 'lower', role: 'advisory' } as const;
  const custom: readonly ConfiguredCustom[] = [
    { kind: 'count', name: 'orders', ...rule, cases: metric('Orders'), of: null, tolerance: 1.1, limit: null },
    { kind: 'value', name: 'basket', ...rule, value: metric('Basket'), tolerance: 0.02 },
  ];
  const latency = metric('Latency');
  const service = aService({ analysis: { ...ANALYSIS_DEFAULTS, metrics: { ...metrics, latency }, custom } });
  const named = (name: string) => {
    const of = (arm: string) => ({ namespace: 'Shop', name, dimensions: { arm } });
    return { stable: of('stable'), canary: of('canary') };
  };

  it('are found by arm, counts of the requests where nothing else is said, values between the quantiles of stable', async () => {
    const quantiles = async (asked: readonly ArmMetric[]) =>
      asked.map((_, i) => [1, 2, 3, 4, 5, 6, 7].map((x) => x + 10 * i));
    const { sources, custom: found } = await findSources(async () => [], service, quantiles);
    expect(sources[0]?.edges).toEqual([1, 2, 3, 4, 5, 6, 7]);
    expect(found).toEqual([
      { kind: 'count', name: 'orders', cases: named('Orders'), of: named('Requests') },
      { kind: 'value', name: 'basket', value: named('Basket'), edges: [11, 12, 13, 14, 15, 16, 17] },
    ]);
  });

  it('have no values to compare where CloudWatch does not answer, and people are told which', async () => {
    const quantiles = () => Promise.reject(new Error('CloudWatch is away'));
    const { custom: found, findings } = await findSources(async () => [], service, quantiles);
    expect(found[1]).toMatchObject({ name: 'basket', edges: null });
    expect(findings.map(({ message }) => message)).toEqual([
      "CloudWatch did not return stable's latency and basket, so this rollout does not compare them.",
    ]);
  });
});

describe('the region of a metric', () => {
  const regionsOf = async (over: object) => {
    const requests = { ...metric('Requests'), ...over };
    const service = aService({ analysis: { ...ANALYSIS_DEFAULTS, metrics: { ...metrics, requests } } });
    const { sources } = await findSources(async () => [], service);
    return [sources[0]?.stable.requests.region, sources[0]?.canary.requests.region];
  };

  it("is Serin's own, the one that is said, or the only one that has its namespace", async () => {
    expect(await regionsOf({})).toEqual([undefined, undefined]);
    expect(await regionsOf({ region: 'us-east-1' })).toEqual(['us-east-1', 'us-east-1']);
    expect(await regionsOf({ namespace: 'AWS/CloudFront' })).toEqual(['us-east-1', 'us-east-1']);
  });
});

describe('the components of a service with environments', () => {
  const functions = {
    ...{ kind: 'lambda-functions', functions: ['shop-api', 'shop-cart'], aliases: { a: 'env-a', b: 'env-b' } },
  };
  const api = { kind: 'api-stage', api: 'a1b2c3', stages: { a: 'one', b: 'two' } };
  const roles = { stable: 'b', canary: 'a' } as const;
  const find = (components: Service['components'], busy: readonly number[], over: Partial<Service> = {}) => {
    const service = aService({ components, analysis: ANALYSIS_DEFAULTS, ...over });
    const minutes: ArmReadings['minutes'] = async ({ sources }, { from }) => {
      const parts = sources.map((_, i) => ({
        ...{ stable: busy.includes(i) ? { requests: 60, errors: 0 } : null, canary: null },
      }));
      return busy.length === 0 ? [] : [{ at: from, parts }];
    };
    return findSources(minutes, service, undefined, service.environments === null ? null : roles);
  };
  const environments = { stable: 'a', a: { name: 'one' }, b: { name: 'two' } } as never;

  it('are compared by the aliases of the functions that users met', async () => {
    const { sources } = await find([functions], [1], { environments });
    expect(sources.map(({ name, stable, canary }) => [name, stable.requests, canary.errors])).toEqual([
      [
        'lambda-functions shop-cart',
        {
          namespace: 'AWS/Lambda',
          name: 'Invocations',
          dimensions: { FunctionName: 'shop-cart', Resource: 'shop-cart:env-b' },
        },
        [
          {
            namespace: 'AWS/Lambda',
            name: 'Errors',
            dimensions: { FunctionName: 'shop-cart', Resource: 'shop-cart:env-a' },
          },
        ],
      ],
    ]);
  });

  it('are compared by the stages of an API that is named, and not by the functions behind it too', async () => {
    const { sources } = await find([functions, { ...api, name: 'shop' }], [0], { environments });
    const stage = (name: string, Stage: string) => ({
      ...{ namespace: 'AWS/ApiGateway', name, dimensions: { ApiName: 'shop', Stage } },
    });
    expect(sources).toEqual([
      {
        name: 'api-stage a1b2c3 one/two',
        stable: {
          requests: stage('Count', 'two'),
          errors: [stage('5XXError', 'two')],
          latency: stage('Latency', 'two'),
        },
        canary: {
          requests: stage('Count', 'one'),
          errors: [stage('5XXError', 'one')],
          latency: stage('Latency', 'one'),
        },
        edges: null,
      },
    ]);
    expect((await find([functions, api], [0, 1], { environments })).sources).toHaveLength(2);
  });

  it('are not compared where nobody met them, nothing says which environment is which, or analysis is left out', async () => {
    const { analysis: _left, ...without } = aService({ components: [functions], environments });
    const none = [
      await find([functions], [], { environments }),
      await find([functions], [0]),
      await findSources(async () => [], without, undefined, roles),
    ];
    expect(none.map(({ sources }) => sources)).toEqual([[], [], []]);
  });

  it('leave the word to the metrics of the service', async () => {
    const { sources } = await find([functions], [0, 1], { environments, analysis: { ...ANALYSIS_DEFAULTS, metrics } });
    expect(sources.map(({ name }) => name)).toEqual(['checkout']);
  });
});
