import { describe, expect, it } from 'vitest';
import { ANALYSIS_DEFAULTS } from '../../src/domain/analysis/analysis.ts';
import type { MetricSource } from '../../src/domain/analysis/metrics.ts';
import { metricSources } from '../../src/engine/preflight/metric-sources.ts';
import type { ArmReadings } from '../../src/ports/monitoring.ts';
import { aService, HOUR, NOW } from '../rollout/builders.ts';
import { aWorld } from './world/world.ts';

const metric = (name: string) => ({ namespace: 'Shop', name, dimensions: { arm: '{arm}' } });
const metrics = { requests: metric('Requests'), errors: [metric('Errors')], latency: null };
const service = aService({ analysis: { ...ANALYSIS_DEFAULTS, metrics } });

function findSources(minutes: ArmReadings['minutes']) {
  const { deps } = aWorld();
  const arms: ArmReadings = { minutes, quantiles: async (asked) => asked.map(() => null) };
  return metricSources({ ...deps, arms, clock: { ...deps.clock, now: () => NOW } }, service, [], {
    roles: null,
    ids: undefined,
  });
}

describe('the traffic before a start', () => {
  it('is that of stable in the last three hours, a minute, with the share that fails', async () => {
    const asked: { sources: readonly MetricSource[]; hours: number }[] = [];
    const { load, findings } = await findSources(async (sources, { from, to }) => {
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
