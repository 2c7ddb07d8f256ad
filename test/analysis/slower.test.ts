import { describe, expect, it } from 'vitest';
import { judge } from '../../src/analysis/judge.ts';
import { excludeSlower } from '../../src/analysis/latency/exclusion.ts';
import type { JudgePolicy } from '../../src/analysis/policy.ts';
import type { Minute } from '../../src/domain/analysis/minute.ts';
import { latencyBins } from '../../src/simulate/worlds/latency.ts';
import { createRandom } from '../../src/simulate/worlds/random.ts';
import { aMinute, arm, policy, series } from './a-series.ts';

/** Errors as often in both versions, so that they are known soon; the canary's latency is a multiple of stable's. */
function minuteWith(slower: number, seed: number, traffic = 2_000): (m: number) => Minute {
  const random = createRandom(seed);
  return (m) => {
    const minute = aMinute(m, traffic, { canary: 0.03, stable: 0.03 }, 0.05);
    const bins = (requests: number, isCanary: boolean) =>
      latencyBins(random, requests, { lnMedianShift: 0, slower, cold: 0 }, isCanary);
    const [canary, stable] = [minute.canary?.requests ?? 0, minute.stable?.requests ?? 0];
    return {
      ...minute,
      canary: arm(canary, minute.canary?.errors ?? 0, { latency: bins(canary, true) }),
      stable: arm(stable, minute.stable?.errors ?? 0, { latency: bins(stable, false) }),
    };
  };
}

const withoutLatency = (minutes: readonly Minute[]): readonly Minute[] =>
  minutes.map((minute) => ({
    ...minute,
    canary: arm(minute.canary?.requests ?? 0, minute.canary?.errors ?? 0),
    stable: arm(minute.stable?.requests ?? 0, minute.stable?.errors ?? 0),
  }));

describe('healthy and latency', () => {
  it('calls a canary that fails as often and is 17% slower healthy in at most one of ten series', () => {
    const ever = Array.from({ length: 200 }, (_, seed) => {
      const minutes = series(30, minuteWith(Math.exp(0.8 * 0.2), seed));
      return minutes.some((_minute, i) => judge(minutes.slice(0, i + 1), policy()).outcome === 'healthy');
    });
    const share = ever.filter(Boolean).length / ever.length;
    expect(share).toBeLessThan(0.1);
    expect(withoutLatency(series(30, minuteWith(1.2, 1)))).toSatisfy(
      (minutes: readonly Minute[]) => judge(minutes, policy()).outcome === 'healthy',
    );
  });

  it('says what it waits for, and how long', () => {
    // 400 requests a minute of which 3% fail: errors are known before latency is.
    const at = (count: number, given: Partial<JudgePolicy> = {}) =>
      judge(series(count, minuteWith(1, 7, 6_000)), policy(given));
    const early = at(2);
    expect(early).toMatchObject({ outcome: 'inconclusive', reason: 'latency-unknown', latency: null });
    expect(early.minutesToHealthy).toBeGreaterThan(0);
    expect(at(6)).toMatchObject({ outcome: 'healthy', reason: 'twice-excluded', minutesToHealthy: null });
  });

  it('judges by errors where one version has no latency', () => {
    const minutes = series(20, minuteWith(2, 3)).map((minute) => ({
      ...minute,
      canary: arm(minute.canary?.requests ?? 0, minute.canary?.errors ?? 0),
    }));
    expect(judge(minutes, policy())).toMatchObject({ outcome: 'healthy', latency: null });
  });

  it('takes longer where users stay in their version', () => {
    const first = (given: Partial<JudgePolicy>) => {
      const minutes = series(60, minuteWith(1, 5, 600));
      const slow = minutes.findIndex((_, i) => {
        const { reason } = judge(minutes.slice(0, i + 1), policy({ ...given, errorsBy: 'requests' }));
        return reason === 'twice-excluded';
      });
      return slow === -1 ? 60 : slow;
    };
    expect(first({ split: 'user' })).toBeGreaterThan(first({ split: 'request' }));
  });

  it('learns nothing from a minute that one version lacks', () => {
    const bins = [10, 15, 25, 25, 15, 5, 4, 1];
    const none = bins.map(() => 0);
    const rule = { isCold: false, designEffect: 1 };
    expect(excludeSlower(1.5, [{ canary: none, stable: bins }], rule)).toBe(1.5);
    expect(excludeSlower(1.5, [{ canary: bins, stable: none }], rule)).toBe(1.5);
    expect(excludeSlower(null, [], rule)).toBeNull();
  });
});
