import { describe, expect, it } from 'vitest';
import { detectableRates, minutesUntilHealthy } from '../../src/analysis/detectable.ts';
import { foldMinutes } from '../../src/analysis/fold.ts';
import { judge } from '../../src/analysis/judge.ts';
import type { JudgePolicy } from '../../src/analysis/policy.ts';
import type { Minute } from '../../src/domain/analysis/minute.ts';
import { createRandom, mixSeed } from '../../src/simulate/worlds/random.ts';
import { aMinute, arm, PLAN, policy, series } from './a-series.ts';

const percents = (given: JudgePolicy, traffic: number, rate: number) =>
  detectableRates(given, { traffic, rate }).map((found) => (found.rate === null ? null : 100 * found.rate));

/** The part of simulated series that cross by the end of a step, with independent requests and no drift. */
function power(canary: number, stable: number, traffic: number, steps: number): number {
  const shares = PLAN.slice(0, steps).flatMap(({ share, minutes }) => Array.from({ length: minutes }, () => share));
  const paths = 150;
  let crossed = 0;
  for (let seed = 0; seed < paths; seed++) {
    const random = createRandom(mixSeed(seed, 17));
    const minutes = shares.slice(0, -1).map((share, m): Minute => {
      const [one, other] = [Math.round(traffic * share), Math.round(traffic * (1 - share))];
      return {
        ...{ at: m * 60_000, share },
        ...{ canary: arm(one, random.binomial(one, canary)), stable: arm(other, random.binomial(other, stable)) },
      };
    });
    if (foldMinutes(minutes, policy()).some(({ evidence }) => evidence.errors.isCrossed)) crossed++;
  }
  return crossed / paths;
}

describe('the smallest rates that a plan finds', () => {
  it('are those that were measured for 600 requests a minute at 0.1%', () => {
    // A minute of each shift comes on top, as `plannedShares` counts it.
    const plan = PLAN.map(({ share, minutes }) => ({ share, minutes: minutes + 1 }));
    const [first, second, third] = percents(policy({ plan }), 600, 0.001);
    expect(first).toBeGreaterThan(1.81 * 0.9);
    expect(first).toBeLessThan(1.81 * 1.15);
    expect(Math.abs((second ?? 0) / 0.57 - 1)).toBeLessThan(0.1);
    expect(Math.abs((third ?? 0) / 0.39 - 1)).toBeLessThan(0.1);
  });

  it.each([
    [600, 0.01],
    [6_000, 0.001],
    [600, 0],
    [60, 0.01],
  ])('are found in four of five simulated series: %d a minute at %d', (traffic, rate) => {
    for (const [i, found] of detectableRates(policy(), { traffic, rate }).entries()) {
      if (found.rate === null) continue;
      const is = power(found.rate, rate, traffic, i + 1);
      expect(is).toBeGreaterThan(0.68);
      expect(is).toBeLessThan(0.92);
    }
  });

  it('fall from raise to raise and with the traffic, and need more where users are split and not counted', () => {
    for (const rate of [0, 0.001, 0.02]) {
      const some = percents(policy(), 600, rate) as number[];
      const more = percents(policy(), 6_000, rate) as number[];
      const users = percents(policy({ split: 'user' }), 600, rate) as number[];
      expect(some).toEqual(some.toSorted((a, b) => b - a));
      for (const [i, value] of some.entries()) {
        expect(more[i]).toBeLessThan(value);
        expect(users[i]).toBeGreaterThan(value);
      }
    }
  });

  it('are none where even a canary that always fails is not found, and none where nothing is compared', () => {
    expect(percents(policy(), 1, 0.01)[0]).toBeNull();
    expect(percents(policy(), 0, 0.01)).toEqual([null, null, null]);
    expect(detectableRates(policy({ plan: [{ share: 1, minutes: 30 }] }), { traffic: 600, rate: 0.01 })).toEqual([]);
  });

  it('names the share until then and the one that it is raised to', () => {
    const named = detectableRates(policy(), { traffic: 600, rate: 0.01 }).map(({ share, to }) => [share, to]);
    expect(named).toEqual([
      [0.05, 0.25],
      [0.25, 0.5],
      [0.5, 1],
    ]);
  });
});

describe('the time until healthy is known', () => {
  const errorsOnly = { share: 0.05, hasLatency: false };

  it('is when the judge says so of a series without chance', () => {
    const minutes = minutesUntilHealthy(policy(), { traffic: 2_000, rate: 0.01 }, errorsOnly) as number;
    const outcome = (count: number) =>
      judge(
        series(count, (m) => aMinute(m, 2_000, { canary: 0.01, stable: 0.01 }, 0.05)),
        policy(),
      ).outcome;
    expect([outcome(minutes - 1), outcome(minutes)]).toEqual(['inconclusive', 'healthy']);
  });

  it('is longer where users are split, and never comes without traffic', () => {
    const load = { traffic: 2_000, rate: 0.01 };
    expect(minutesUntilHealthy(policy({ split: 'user' }), load, errorsOnly)).toBeGreaterThan(
      minutesUntilHealthy(policy(), load, errorsOnly) ?? 0,
    );
    expect(minutesUntilHealthy(policy(), { traffic: 0, rate: 0.01 }, errorsOnly)).toBeNull();
  });

  it('counts the latency where it is measured', () => {
    // Without an error 0.5% is excluded soon; latency takes two cold minutes and some more.
    const load = { traffic: 6_000, rate: 0 };
    const [errors, both] = [false, true].map((hasLatency) =>
      minutesUntilHealthy(policy(), load, { share: 0.05, hasLatency }),
    );
    expect([errors, both]).toEqual([2, 3]);
    expect(minutesUntilHealthy(policy(), { traffic: 600, rate: 0.05 }, { share: 0.05, hasLatency: true })).toBe(7);
  });
});
