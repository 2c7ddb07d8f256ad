import { describe, expect, it } from 'vitest';
import { designEffect } from '../../src/analysis/errors/design-effect.ts';
import { EXCLUDED, exclude, NOTHING_EXCLUDED } from '../../src/analysis/errors/exclusion.ts';
import { addToMixture, NO_MIXTURE } from '../../src/analysis/errors/mixture.ts';
import { exceedanceEvidence, RATIOS } from '../../src/analysis/latency/exceedances.ts';
import { normalScores, SHIFTS, scoreEvidence } from '../../src/analysis/latency/scores.ts';
import { binomialMasses } from '../../src/analysis/numbers/binomial.ts';
import { lnChoose } from '../../src/analysis/numbers/ln-choose.ts';

describe('the design effect', () => {
  const rule = { burst: 2.5, persistence: 0.002 };

  it('is the burst while there are no errors, and grows with them', () => {
    expect(designEffect(rule, new Map())).toBe(2.5);
    // One share only: the persistent part is the number of errors times the persistence.
    expect(designEffect(rule, new Map([[0.05, 1_000]]))).toBeCloseTo(2.5 + 0.002 * 1_000, 10);
  });

  it('agrees with the spread over users who stay in their arm through two shares', () => {
    // Ten users with equal errors: 3 in the first step, 7 in the second. One of them alone has the variance below.
    const [v, w] = [0.05, 0.25];
    const one = 9 * v * (1 - v) + 49 * w * (1 - w) + 2 * 21 * (v - v * w);
    const binomial = 30 * v * (1 - v) + 70 * w * (1 - w);
    const effect = designEffect(
      { burst: 0, persistence: 0.1 },
      new Map([
        [v, 30],
        [w, 70],
      ]),
    );
    expect(effect).toBeCloseTo((10 * one) / binomial, 10);
  });
});

describe('the mixture over ratios', () => {
  const rule = { burst: 1, persistence: 0, alpha: 0.0062 };
  const events = (total: number, canary: number) => ({ strata: [{ total, canary, share: 0.2 }], planned: 0.2 });

  it('is a fair bet without a difference: its expectation is 1', () => {
    const { from, mass } = binomialMasses(12, 0.2);
    const mean = mass.reduce(
      (sum, chance, i) => sum + chance * Math.exp(addToMixture(NO_MIXTURE, events(12, from + i), 1, rule).evidence),
      0,
    );
    expect(mean).toBeCloseTo(1, 9);
  });

  it('is a losing bet up to the tolerance', () => {
    const { from, mass } = binomialMasses(12, 0.2);
    const mean = mass.reduce(
      (sum, chance, i) => sum + chance * Math.exp(addToMixture(NO_MIXTURE, events(12, from + i), 1.1, rule).evidence),
      0,
    );
    expect(mean).toBeLessThan(1);
  });

  it('crosses at 1/α, and later with a design effect', () => {
    expect(addToMixture(NO_MIXTURE, events(20, 20), 1.1, rule).isCrossed).toBe(true);
    expect(addToMixture(NO_MIXTURE, events(20, 20), 1.1, { ...rule, burst: 10 }).isCrossed).toBe(false);
  });
});

describe('exclusion', () => {
  const events = { total: 20, canary: 10, share: 0.5 };

  it('of twice the errors is reached by a bad canary at most once in ten: it is a fair bet against it', () => {
    const share = (2 * 0.3) / (0.7 + 2 * 0.3);
    const { from, mass } = binomialMasses(15, share);
    const mean = mass.reduce((sum, chance, i) => {
      const { twice } = exclude(
        NOTHING_EXCLUDED,
        { total: 15, canary: from + i, share: 0.3 },
        { requests: 0, errors: 0 },
        1,
      );
      return sum + chance * Math.exp(twice);
    }, 0);
    expect(mean).toBeCloseTo(1, 9);
    expect(Math.exp(EXCLUDED)).toBeCloseTo(10, 9);
  });

  it('of 0.5 % takes 576 requests without an error, and each error takes back 402', () => {
    const rate = (requests: number, errors: number) => exclude(NOTHING_EXCLUDED, events, { requests, errors }, 1).rate;
    expect([rate(575, 0) < EXCLUDED, rate(576, 0) >= EXCLUDED]).toEqual([true, true]);
    expect([rate(977, 1) < EXCLUDED, rate(979, 1) >= EXCLUDED]).toEqual([true, true]);
  });
});

describe('latency', () => {
  it('has normal scores that rise with the bins and have the mean 0', () => {
    const groups = normalScores([10, 15, 25, 25, 15, 5, 4, 1]);
    const scores = groups.map(({ score }) => score);
    expect(scores).toEqual(scores.toSorted((a, b) => a - b));
    expect(groups.reduce((sum, { count, score }) => sum + count * score, 0)).toBeCloseTo(0, 9);
  });

  it('bets fairly on the scores: over all draws the expectation is at most 1', () => {
    const totals = [3, 5, 8, 8, 5, 2, 2, 1];
    const all = 34;
    const drawn = 5;
    const means = SHIFTS.map(() => 0);
    const visit = (bin: number, left: number, canary: number[], ln: number): void => {
      if (bin === totals.length) {
        if (left > 0) return;
        const stable = totals.map((total, i) => total - (canary[i] ?? 0));
        for (const [i, evidence] of scoreEvidence(canary, stable, 0).entries()) {
          means[i] = (means[i] ?? 0) + Math.exp(ln + evidence);
        }
        return;
      }
      for (let c = 0; c <= Math.min(left, totals[bin] ?? 0); c++) {
        visit(bin + 1, left - c, [...canary, c], ln + lnChoose(totals[bin] ?? 0, c));
      }
    };
    visit(0, drawn, [], -lnChoose(all, drawn));
    for (const mean of means) {
      expect(mean).toBeLessThanOrEqual(1 + 1e-9);
      expect(mean).toBeGreaterThan(0.8);
    }
  });

  it('bets fairly on slow requests: over all draws the expectation is at most 1', () => {
    const means = RATIOS.map(() => 0);
    for (let x = 0; x <= 6; x++) {
      const chance = Math.exp(lnChoose(6, x) + lnChoose(54, 12 - x) - lnChoose(60, 12));
      for (const [i, evidence] of exceedanceEvidence({ canary: x, stable: 6 - x, share: 0.2 }, 1).entries()) {
        means[i] = (means[i] ?? 0) + chance * Math.exp(evidence);
      }
    }
    for (const mean of means) expect(mean).toBeLessThanOrEqual(1);
  });

  it('has no evidence where one arm has no requests', () => {
    expect(scoreEvidence([0, 0, 0, 0, 0, 0, 0, 0], [1, 1, 1, 1, 1, 1, 1, 1], 0)).toEqual([0, 0, 0, 0]);
    expect(exceedanceEvidence({ canary: 3, stable: 0, share: 1 }, 1)).toEqual(RATIOS.map(() => 0));
  });
});
