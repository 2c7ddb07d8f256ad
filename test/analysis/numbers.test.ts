import { dbinom, lchoose, lgamma, pbinom, qnorm } from 'lib-r-math.js';
import { describe, expect, it } from 'vitest';
import { binomialMasses, lnBinomialTail } from '../../src/analysis/numbers/binomial.ts';
import { lnChoose, lnFactorial } from '../../src/analysis/numbers/ln-choose.ts';
import { lnMeanExp } from '../../src/analysis/numbers/ln-mean-exp.ts';
import { type Group, lnSelectionMgf } from '../../src/analysis/numbers/ln-selection-mgf.ts';
import { normalQuantile } from '../../src/analysis/numbers/normal.ts';

const closeTo = (value: number, relative: number) => ({
  asymmetricMatch: (got: unknown) => Math.abs((got as number) - value) <= relative * Math.abs(value),
  toString: () => `${value} ± ${relative}`,
  toAsymmetricMatcher: () => `${value} ± ${relative}`,
});

describe('binomial tails', () => {
  it.each([
    [200, 1000, 0.05, 7.860594403088319e-63],
    [1, 1_000_000, 1e-9, 1 - Math.exp(-1e-3)],
  ])('has P(X ≥ %d; %d, %d) = %d', (k, n, p, tail) => {
    expect(Math.exp(lnBinomialTail(k, n, p))).toEqual(closeTo(tail, 1e-8));
  });

  it.each([
    [3, 10, 0.1],
    [40, 100, 0.3],
    [5, 6, 0.5],
    [700, 1000, 0.3],
    [60_500, 100_000, 0.6],
    [1, 10, 0.9],
    [250, 5000, 0.055],
  ])('agrees with R in P(X ≥ %d; %d, %d), as a logarithm', (k, n, p) => {
    expect(lnBinomialTail(k, n, p)).toEqual(closeTo(pbinom(k - 1, n, p, false, true) as number, 1e-6));
  });

  it('does not underflow where 1 − cdf and exp do', () => {
    const ln = lnBinomialTail(9000, 10_000, 0.01);
    expect(Math.exp(ln)).toBe(0);
    expect(ln).toEqual(closeTo(pbinom(8999, 10_000, 0.01, false, true) as number, 1e-6));
  });

  it('is certain at 0, impossible above n, and exact at the ends of p', () => {
    expect([
      lnBinomialTail(0, 5, 0.1),
      lnBinomialTail(6, 5, 0.9),
      lnBinomialTail(1, 5, 0),
      lnBinomialTail(5, 5, 1),
    ]).toEqual([0, Number.NEGATIVE_INFINITY, Number.NEGATIVE_INFINITY, 0]);
  });
});

describe('binomial masses', () => {
  it.each([
    [0, 0.3],
    [1, 0.5],
    [12, 0.05],
    [600, 0.0547],
    [50_000, 0.5],
    [100_000, 0.9],
  ])('agree with R for %d trials at %d, and add up to 1', (n, p) => {
    const { from, mass } = binomialMasses(n, p);
    const wrong = [...mass].filter((m, i) => {
      const right = dbinom(from + i, n, p) as number;
      return right > 1e-18 && Math.abs(m / right - 1) > 1e-8;
    });
    expect(wrong).toEqual([]);
    expect(mass.reduce((sum, m) => sum + m, 0)).toBeCloseTo(1, 9);
  });
});

describe('the normal quantile and ln of binomial coefficients', () => {
  it.each([1e-12, 1e-5, 0.01, 0.07, 0.3, 0.5, 0.8, 0.95, 0.99, 0.99999])('agrees with R at %d', (p) => {
    expect(normalQuantile(p)).toBeCloseTo(qnorm(p) as number, 5);
  });

  it.each([
    [5, 2],
    [1000, 999],
    [1_000_000, 77],
  ])('agrees with R on %d choose %d', (n, k) => {
    expect(lnChoose(n, k)).toBeCloseTo(lchoose(n, k) as number, 6);
  });

  it('agrees with R on ln n!, in the table, at its end and far beyond', () => {
    const numbers = [...Array.from({ length: 60 }, (_, n) => n), 170, 1_000, 65_536, 1_000_000, 2 ** 40];
    const wrong = numbers.filter((n) => {
      const right = lgamma(n + 1) as number;
      return Math.abs(lnFactorial(n) - right) > 1e-14 * Math.max(1, right);
    });
    expect(wrong).toEqual([]);
  });

  it('has a mean of exp that neither overflows nor underflows', () => {
    expect(lnMeanExp([-5000, -5000])).toBeCloseTo(-5000, 9);
    expect(lnMeanExp([5000, 0])).toBeCloseTo(5000 - Math.LN2, 9);
    expect(lnMeanExp([0, 10], [1, 0])).toBeCloseTo(0, 9);
  });
});

/** ln E[exp(λT)] over all ways to draw from the groups, by enumeration. */
function enumerate(groups: readonly Group[], drawn: number, lambda: number): number {
  const all = groups.reduce((sum, { count }) => sum + count, 0);
  const terms: number[] = [];
  const visit = (i: number, left: number, ln: number): void => {
    const group = groups[i];
    if (group === undefined) {
      if (left === 0) terms.push(ln);
      return;
    }
    for (let c = 0; c <= Math.min(left, group.count); c++) {
      visit(i + 1, left - c, ln + lnChoose(group.count, c) + lambda * group.score * c);
    }
  };
  visit(0, drawn, -lnChoose(all, drawn));
  return lnMeanExp(terms) + Math.log(terms.length);
}

describe('the generating function of a draw without replacement', () => {
  const scores = [-1.75, -0.9, -0.3, 0.3, 0.95, 1.45, 1.95, 2.67];
  const grouped = (counts: readonly number[]): Group[] => {
    const all = counts.reduce((sum, count) => sum + count, 0);
    const mean = counts.reduce((sum, count, i) => sum + (count / all) * (scores[i] ?? 0), 0);
    return counts.map((count, i) => ({ count, score: (scores[i] ?? 0) - mean }));
  };

  it.each([
    { counts: [4, 6, 10, 10, 6, 2, 2, 0], drawn: 15 },
    { counts: [3, 5, 8, 8, 5, 2, 1, 1], drawn: 16 },
    { counts: [20, 0, 0, 0, 0, 0, 20, 5], drawn: 22 },
    { counts: [6, 9, 15, 15, 9, 3, 2, 1], drawn: 12 },
  ])('is exact to 0.6 % for $drawn drawn of $counts', ({ counts, drawn }) => {
    for (const lambda of [0.02, 0.1, 0.2, 0.35, 0.7]) {
      const error = lnSelectionMgf(grouped(counts), drawn, lambda) - enumerate(grouped(counts), drawn, lambda);
      expect(Math.abs(error)).toBeLessThan(0.006);
    }
  });

  it.each([
    { counts: [1, 2, 3, 3, 2, 1, 0, 1], drawn: 3 },
    { counts: [0, 0, 0, 0, 0, 0, 10, 3], drawn: 5 },
    { counts: [10, 15, 25, 25, 15, 5, 4, 1], drawn: 5 },
  ])('is never too small for few drawn: $drawn of $counts', ({ counts, drawn }) => {
    for (const lambda of [0.1, 0.35, 0.7]) {
      const bound = lnSelectionMgf(grouped(counts), drawn, lambda);
      expect(bound).toBeGreaterThanOrEqual(enumerate(grouped(counts), drawn, lambda) - 1e-12);
    }
  });
});
