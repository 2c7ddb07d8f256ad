import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { canaryShare, nearestShare, weightPair } from '../../../../src/adapters/targets/route53/weights.ts';
import type { WeightPair } from '../../../../src/adapters/targets/weight-pairs.ts';

const BASELINE: WeightPair = { stable: 100, canary: 0 };
const aShare = fc.double({ min: 0, max: 100, noNaN: true });
const aWeight = fc.integer({ min: 0, max: 255 });
const aPair = fc
  .record({ stable: aWeight, canary: aWeight })
  .filter(({ stable, canary }) => stable + canary > 0) as fc.Arbitrary<WeightPair>;

describe('the weights of two records', () => {
  it.each([
    [5, { stable: 95, canary: 5 }],
    [10, { stable: 90, canary: 10 }],
    [12.5, { stable: 84, canary: 12 }],
    [50, { stable: 50, canary: 50 }],
    [100, { stable: 0, canary: 100 }],
  ])('add up to about 100 for %d %%', (share, pair) => {
    expect(weightPair(share, 0, BASELINE)).toEqual(pair);
  });

  it.each<[string, number, number, WeightPair, WeightPair]>([
    ['leave out that of the baseline at 0%', 0, 0, BASELINE, { stable: 99, canary: 0 }],
    ['keep it where the baseline was split', 0, 0, { stable: 100, canary: 50 }, { stable: 100, canary: 0 }],
    ['keep it at any other share', 50, 0, { stable: 50, canary: 0 }, { stable: 50, canary: 50 }],
    ['go on with the next nearest to 100', 100, 1, BASELINE, { stable: 0, canary: 99 }],
    ['end with the largest', 50, 254, BASELINE, { stable: 255, canary: 255 }],
    ['begin anew after it', 50, 255, BASELINE, { stable: 50, canary: 50 }],
    ['begin anew sooner where few pairs fit', 12.5, 36, BASELINE, { stable: 84, canary: 12 }],
  ])('%s', (_, share, reversals, baseline, pair) => {
    expect(weightPair(share, reversals, baseline)).toEqual(pair);
  });

  it('say what becomes of a share that they cannot express', () => {
    expect(nearestShare(0.1)).toBe(0);
    expect(nearestShare(0.2)).toBe(100 / 256);
    expect(nearestShare(99.9)).toBe(100);
    expect(nearestShare(1.7)).toBeCloseTo((100 * 4) / 235, 10);
    expect(nearestShare(66.6)).toBeCloseTo((100 * 255) / 383, 10);
    expect(nearestShare(99.8)).toBe(25_500 / 256);
    expect(nearestShare(33.3)).toBe(100 / 3);
  });

  it('give a share of exactly 0 and 100 for these, and only there where nothing is nearer', () => {
    expect([nearestShare(0), nearestShare(100)]).toEqual([0, 100]);
  });

  it('count as equal shares when both are 0, as Route 53 answers', () => {
    expect(canaryShare({ stable: 0, canary: 0 })).toBe(50);
  });

  it('have a share at least as near as that of any other pair', () => {
    fc.assert(
      fc.property(aShare, aPair, (share, other) => {
        expect(Math.abs(nearestShare(share) - share)).toBeLessThanOrEqual(Math.abs(canaryShare(other) - share));
      }),
    );
  });

  it('are integers from 0 to 255 with the same share, whatever the number of reversals', () => {
    fc.assert(
      fc.property(aShare, fc.nat(1000), aPair, (share, reversals, baseline) => {
        const pair = weightPair(share, reversals, baseline);
        for (const weight of [pair.stable, pair.canary]) {
          expect(Number.isInteger(weight) && weight >= 0 && weight <= 255).toBe(true);
        }
        expect(canaryShare(pair)).toBeCloseTo(nearestShare(share), 10);
      }),
    );
  });

  it('are another pair at each of 254 reversals to 0, and never that of the baseline', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 255 }), fc.nat(10_000), (weight, from) => {
        const baseline = { stable: weight, canary: 0 };
        const used = Array.from({ length: 254 }, (_, index) => weightPair(0, from + index, baseline).stable);
        expect(new Set(used).size).toBe(254);
        expect(used).not.toContain(weight);
      }),
      { numRuns: 20 },
    );
  });

  it('are another pair after a reversal wherever the share has more than one', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 99 }), fc.nat(100), (share, reversals) => {
        expect(weightPair(share, reversals + 1, BASELINE)).not.toEqual(weightPair(share, reversals, BASELINE));
      }),
    );
  });
});
