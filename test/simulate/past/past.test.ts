import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ANALYSIS_DEFAULTS } from '../../../src/domain/analysis/analysis.ts';
import type { ArmMinute } from '../../../src/domain/analysis/minute.ts';
import { backtest } from '../../../src/simulate/past/backtest.ts';
import { createPastPath, type Past, pastLoad, toPast } from '../../../src/simulate/past/past.ts';
import { splitArm } from '../../../src/simulate/past/split-arm.ts';
import { createRandom } from '../../../src/simulate/worlds/random.ts';
import { MINUTE } from '../../rollout/builders.ts';
import { aScenario, SHORT } from '../a-scenario.ts';

const START = Date.UTC(2026, 0, 5);

const served = (requests: number, errors: number): ArmMinute => ({
  requests,
  errors,
  latency: [0.1, 0.15, 0.25, 0.25, 0.15, 0.05, 0.04, 0.01].map((share) => Math.round(share * requests)),
});

/** A past of one source: so many minutes, each as `minute` has it. */
const aPast = (length: number, minute: (m: number) => ArmMinute | null): Past => ({
  from: START,
  minutes: Array.from({ length }, (_, m) => [minute(m)]),
});

describe('a minute of the past that is split', () => {
  const count = fc.integer({ min: 0, max: 5_000 });

  it('has each request, each error and each latency in one of the arms', () => {
    const share = fc.double({ min: 0, max: 1, noNaN: true });
    fc.assert(
      fc.property(
        count,
        fc.double({ min: 0, max: 1, noNaN: true }),
        share,
        fc.integer(),
        (requests, rate, part, seed) => {
          const arm = served(requests, Math.floor(requests * rate));
          const { canary, stable } = splitArm(createRandom(seed), arm, part);
          const sum = (read: (one: ArmMinute) => number) =>
            [canary, stable].reduce((all, one) => all + (one ? read(one) : 0), 0);
          expect([sum((one) => one.requests), sum((one) => one.errors)]).toEqual([arm.requests, arm.errors]);
          for (const one of [canary, stable]) {
            expect(one?.requests).not.toBe(0);
            expect(one?.errors ?? 0).toBeLessThanOrEqual(one?.requests ?? 0);
            for (const bin of one?.latency ?? []) expect(bin).toBeGreaterThanOrEqual(0);
          }
          if (canary !== null && stable !== null) {
            expect(arm.latency?.map((_, i) => (canary.latency?.[i] ?? 0) + (stable.latency?.[i] ?? 0))).toEqual(
              arm.latency,
            );
          }
        },
      ),
    );
  });

  it('gives the canary its share of the errors, as drawn without replacement', () => {
    const random = createRandom(7);
    const draws = Array.from({ length: 4_000 }, () => splitArm(random, served(200, 40), 0.25).canary?.errors ?? 0);
    const mean = draws.reduce((sum, each) => sum + each, 0) / draws.length;
    const variance = draws.reduce((sum, each) => sum + (each - mean) ** 2, 0) / draws.length;
    // Each error is in the canary with 0.25, so the mean is 10 and the variance 40 · 0.25 · 0.75.
    expect(mean).toBeCloseTo(10, 0);
    expect(variance).toBeGreaterThan(6.7);
    expect(variance).toBeLessThan(8.3);
  });
});

describe('the past', () => {
  it('goes from the first minute with data to the last, with those between that have none', () => {
    const part = (requests: number) => ({ canary: null, stable: { requests, errors: 1 } });
    const past = toPast([
      { at: START, parts: [part(10)] },
      { at: START + 3 * MINUTE, parts: [part(30)] },
    ]);
    expect(past?.minutes.map((sources) => sources[0]?.requests)).toEqual([10, undefined, undefined, 30]);
    expect(pastLoad(past as Past)).toEqual({ traffic: 10, rate: 0.05 });
    expect(toPast([])).toBeNull();
  });

  it('is a path that begins anew after its last minute', () => {
    const path = createPastPath(
      aPast(3, (m) => served(1_000 * (m + 1), 0)),
      1,
      5,
    );
    const requests = [0.5, 0.5, 0.5].map((share) => {
      const { canary, stable } = path.next(share).minute;
      return (canary?.requests ?? 0) + (stable?.requests ?? 0);
    });
    expect(requests).toEqual([2_000, 3_000, 1_000]);
  });

  it('is the same for the same seed', () => {
    const first = (seed: number) =>
      createPastPath(
        aPast(3, () => served(1_000, 30)),
        0,
        seed,
      ).next(0.25).minute;
    expect(first(1)).toEqual(first(1));
    expect(first(1)).not.toEqual(first(2));
  });

  it('has a minute in which an arm got nothing as one without requests, and a gap as missing', () => {
    const path = createPastPath(
      aPast(2, (m) => (m === 0 ? served(3, 0) : null)),
      0,
      1,
    );
    expect(path.next(0.001).minute).toMatchObject({ canary: { requests: 0 }, stable: { requests: 3 } });
    expect(path.next(0.001).minute).toMatchObject({ canary: null, stable: null });
  });

  it('keeps the parts where several sources were read', () => {
    const past: Past = { from: START, minutes: [[served(1_000, 10), null]] };
    const { parts, canary, stable } = createPastPath(past, 0, 1).next(0.5).minute;
    expect(parts?.map((part) => part.canary === null)).toEqual([false, true]);
    expect((canary?.requests ?? 0) + (stable?.requests ?? 0)).toBe(1_000);
  });
});

describe('a replay of the judge', () => {
  const replay = (past: Past, rollouts = 30, scenario = aScenario()) => {
    const steps = backtest(scenario, past, { rollouts, seed: 3 });
    for (;;) {
      const step = steps.next();
      if (step.done === true) return step.value;
    }
  };
  /** An hour in which a tenth of everything fails, at the end of a day that fails 1%. */
  const withIncident = aPast(1_440, (m) => served(6_000, m >= 1_380 ? 600 : 60));

  it('stops nothing in an incident of the past, which both arms have', () => {
    const { good, stoppedFrom } = replay(withIncident);
    expect([good.rollouts, good.stopped.share, stoppedFrom]).toEqual([30, 0, []]);
    expect(good.completed.share).toBeGreaterThan(0.9);
  });

  it('asks where the past has too little traffic to know', () => {
    expect(
      replay(
        aPast(1_440, () => served(20, 0)),
        5,
      ).good.asked.share,
    ).toBe(1);
  });

  it('asks where the past has nothing', () => {
    const { good } = replay(
      aPast(1_440, (m) => (m === 0 ? served(1, 0) : null)),
      3,
    );
    expect(good.completed.share).toBe(0);
  });

  it('names the beginnings of what it stopped, oldest first', () => {
    // At 100% only the guard speaks, and the past was above it.
    const plan = [...SHORT, { kind: 'bake', ms: 10 * MINUTE } as const];
    const scenario = aScenario();
    const guarded = { ...scenario.service, plan, analysis: { ...ANALYSIS_DEFAULTS, guard: 0.05 } };
    const past = aPast(60, (m) => served(6_000, m >= 40 ? 600 : 60));
    const { good, stoppedFrom } = replay(past, 40, { ...scenario, service: guarded });
    const minutes = stoppedFrom.map((at) => (at - START) / MINUTE);
    expect(minutes.length).toBeGreaterThan(0);
    expect(good.stopped.share).toBe(minutes.length / 40);
    expect(minutes).toEqual(minutes.toSorted((a, b) => a - b));
    // Those that had the canary at 100% when the incident began.
    for (const minute of minutes) expect(minute).toBeGreaterThan(0);
    for (const minute of minutes) expect(minute).toBeLessThan(40);
  });
});
