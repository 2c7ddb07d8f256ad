import fc from 'fast-check';
import { dhyper } from 'lib-r-math.js';
import { describe, expect, it } from 'vitest';
import {
  addEvents,
  type BoundaryTest,
  type Events,
  NO_EVENTS,
  shareUnder,
} from '../../src/analysis/errors/boundary.ts';
import { informationFraction, plannedInformation, spendable } from '../../src/analysis/errors/spending.ts';
import { binomialMasses } from '../../src/analysis/numbers/binomial.ts';
import { convolve, ZERO } from '../../src/analysis/numbers/lattice.ts';
import { PLAN, policy } from './a-series.ts';

type Step = Omit<Events, 'canary'>;

/** The test over some minutes in which nothing is observed: its boundaries and what it spends. */
function walk(steps: readonly Step[], budgets: readonly number[], tolerance: number): readonly BoundaryTest[] {
  let test = NO_EVENTS;
  return steps.map((step, i) => (test = addEvents(test, [{ ...step, canary: 0 }], tolerance, budgets[i] ?? 0)));
}

/** The chance that a path ever reaches its boundary, over every path one by one. */
function enumerate(boundaries: readonly number[], chances: (minute: number) => readonly number[]): number {
  const visit = (minute: number, sum: number): number => {
    const boundary = boundaries[minute];
    if (boundary === undefined) return 0;
    return chances(minute).reduce((total, chance, count) => {
      const next = sum + count;
      return total + chance * (next >= boundary ? 1 : visit(minute + 1, next));
    }, 0);
  };
  return visit(0, 0);
}

const binomial = (n: number, p: number): number[] => {
  const { from, mass } = binomialMasses(n, p);
  return [...Array.from({ length: from }, () => 0), ...mass];
};

const steps = fc.array(
  fc.record({ total: fc.integer({ min: 0, max: 6 }), share: fc.double({ min: 0.02, max: 0.6, noNaN: true }) }),
  {
    minLength: 1,
    maxLength: 6,
  },
);

describe('the boundary', () => {
  it('is reached as often as it says, by enumeration of every path', () => {
    fc.assert(
      fc.property(steps, fc.double({ min: 0.001, max: 0.2, noNaN: true }), (minutes, alpha) => {
        const budgets = minutes.map((_, i) => alpha * Math.sqrt((i + 1) / minutes.length));
        const tests = walk(minutes, budgets, 1.1);
        const boundaries = tests.map(({ boundary }) => boundary as number);
        const reached = enumerate(boundaries, (m) => {
          const { total, share } = minutes[m] as Step;
          return binomial(total, shareUnder(1.1, share));
        });
        expect(tests.at(-1)?.spent).toBeCloseTo(reached, 12);
        expect(reached).toBeLessThanOrEqual(alpha + 1e-12);
      }),
      { seed: 11, numRuns: 150 },
    );
  });

  it('is as low as the budget allows: one less would spend more', () => {
    const minutes = [
      { total: 4, share: 0.1 },
      { total: 5, share: 0.1 },
      { total: 6, share: 0.25 },
    ];
    const budgets = [0.02, 0.03, 0.05];
    const boundaries = walk(minutes, budgets, 1).map(({ boundary }) => boundary as number);
    const chances = (m: number) => binomial(minutes[m]?.total ?? 0, minutes[m]?.share ?? 0);
    for (const [i] of boundaries.entries()) {
      const lower = boundaries.slice(0, i + 1).map((boundary, j) => (j === i ? boundary - 1 : boundary));
      expect(enumerate(lower, chances)).toBeGreaterThan(budgets[i] as number);
    }
  });

  it('is reached at most as often when requests are drawn without replacement, as they are', () => {
    const minutes = [0, 1, 2, 3].map(() => ({ requests: 60, canary: 12, total: 9, share: 0.2 }));
    const tests = walk(minutes, [0.01, 0.02, 0.03, 0.04], 1);
    const boundaries = tests.map(({ boundary }) => boundary as number);
    const reached = enumerate(boundaries, () => Array.from({ length: 10 }, (_, x) => dhyper(x, 9, 51, 12) as number));
    expect(reached).toBeLessThanOrEqual(tests.at(-1)?.spent ?? 0);
    expect(reached).toBeGreaterThan(0);
  });

  it.each([
    { traffic: 50, rate: 0.01 },
    { traffic: 600, rate: 0.01 },
    { traffic: 6_000, rate: 0.001 },
    { traffic: 60_000, rate: 0.01 },
    { traffic: 600_000, rate: 0.03 },
  ])('spends at most α over the whole plan, by convolution: $traffic a minute at $rate', ({ traffic, rate }) => {
    const minutes = PLAN.flatMap(({ share, minutes: count }) =>
      Array.from({ length: count }, () => ({ total: Math.round(traffic * rate), share })),
    ).filter(({ share }) => share < 1);
    let information = 0;
    const budgets = minutes.map(({ share }) => {
      information += share * (1 - share);
      return spendable({ plan: 0.0057, holds: 0.0005 }, informationFraction(policy(), information));
    });
    const tests = walk(minutes, budgets, 1.1);
    // The same boundaries, with every distribution kept whole: no cell is merged and nothing is cut but what is stopped.
    let [alive, reached] = [Float64Array.of(1), 0];
    for (const [m, { total, share }] of minutes.entries()) {
      if (traffic > 60_000) break;
      const { from, mass } = binomialMasses(total, shareUnder(1.1, share));
      const next = new Float64Array(alive.length + from + mass.length - 1);
      for (const [i, a] of alive.entries()) {
        for (let j = 0; j < mass.length; j++)
          next[i + from + j] = (next[i + from + j] as number) + a * (mass[j] as number);
      }
      const boundary = tests[m]?.boundary as number;
      reached += next.subarray(boundary).reduce((sum, value) => sum + value, 0);
      alive = next.slice(0, boundary);
    }
    expect(reached).toBeLessThanOrEqual(0.0057 * 1.01);
    expect(tests.at(-1)?.spent).toBeLessThanOrEqual(0.0057);
    expect(tests.at(-1)?.spent).toBeGreaterThan(traffic < 600 ? 0.002 : 0.005);
  });

  it('has no evidence in a minute without a control or without a canary', () => {
    for (const share of [0, 1])
      expect(addEvents(NO_EVENTS, [{ total: 50, canary: 50, share }], 1.1, 0.01)).toBe(NO_EVENTS);
  });

  it('stays crossed', () => {
    const crossed = addEvents(NO_EVENTS, [{ total: 20, canary: 20, share: 0.05 }], 1.1, 0.005);
    expect(crossed.isCrossed).toBe(true);
    expect(addEvents(crossed, [{ total: 900, canary: 0, share: 0.05 }], 1.1, 0.01)).toBe(crossed);
  });
});

describe('merged cells', () => {
  it('keep the mean, and make a tail at 3.5 standard deviations wider by at most 15%, never thinner by 1%', () => {
    let [merged, trials] = [ZERO, 0];
    for (let minute = 0; minute < 40; minute++) {
      merged = convolve(merged, binomialMasses(600, 0.25));
      trials += 600;
    }
    expect(merged.step).toBeGreaterThan(1);
    const mean = merged.mass.reduce((sum, mass, i) => sum + mass * (merged.from + i) * merged.step, 0);
    expect(mean).toBeCloseTo(trials * 0.25, 3);
    const exact = binomialMasses(trials, 0.25);
    for (const z of [2, 2.5, 3, 3.5]) {
      const at = Math.ceil((trials * 0.25 + z * Math.sqrt(trials * 0.1875)) / merged.step) * merged.step;
      // Half of the cell on each side of the value belongs to it.
      const right = exact.mass.reduce((sum, mass, i) => sum + (exact.from + i >= at - merged.step / 2 ? mass : 0), 0);
      const kept = merged.mass.reduce((sum, mass, i) => sum + ((merged.from + i) * merged.step >= at ? mass : 0), 0);
      expect(kept).toBeGreaterThan(right * 0.99);
      expect(kept).toBeLessThan(right * 1.15);
    }
  });
});

describe('the spending of α', () => {
  it('follows the square root of the information, and adds a little in a hold, never more than is kept for it', () => {
    const budget = { plan: 0.0057, holds: 0.0005 };
    expect(spendable(budget, 0.25)).toBeCloseTo(0.00285, 10);
    expect(spendable(budget, 1)).toBeCloseTo(0.0057, 10);
    expect(spendable(budget, 2)).toBeCloseTo(0.0057 + 0.00025, 10);
    expect(spendable(budget, 1e9)).toBeLessThanOrEqual(0.0062);
  });

  it('counts no information where there is no control', () => {
    expect(plannedInformation(PLAN)).toBeCloseTo(0.475 + 2.8125 + 3.75, 10);
    expect(informationFraction(policy({ plan: [{ share: 1, minutes: 30 }] }), 0)).toBe(1);
  });
});
