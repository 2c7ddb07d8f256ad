import { describe, expect, it } from 'vitest';
import type { Run } from '../../src/simulate/run.ts';
import { chance, spread, summarizeRuns } from '../../src/simulate/summary.ts';

const aRun = (over: Partial<Run>): Run => ({
  ...{ end: 'completed', minutes: 20, exposed: 20, waited: 0, share: 100, hurt: { users: 0, requests: 0 } },
  ...over,
});

describe('the summary of simulated rollouts', () => {
  it('has chances with the score interval, which never leaves 0 to 1', () => {
    // Newcombe, Statistics in Medicine 17 (1998), table I, method 3: 81 of 263, 15 of 148, 0 of 20, 1 of 29.
    const rounded = ([count, of]: readonly [number, number]) => {
      const { low, high } = chance(count, of);
      return [low, high].map((value) => Number(value.toFixed(4)));
    };
    expect(rounded([81, 263])).toEqual([0.2553, 0.3662]);
    expect(rounded([15, 148])).toEqual([0.0624, 0.1605]);
    expect(rounded([0, 20])).toEqual([0, 0.1611]);
    expect(rounded([1, 29])).toEqual([0.0061, 0.1718]);
    expect(chance(20, 20)).toMatchObject({ share: 1, high: 1 });
  });

  it('has quantiles, and none of nothing', () => {
    const values = Array.from({ length: 100 }, (_, i) => 100 - i);
    expect(spread(values)).toEqual({ mean: 50.5, median: 51, p90: 91, p95: 96, p99: 100 });
    expect(spread([])).toBeNull();
  });

  it('tells the ends apart, and takes times only from those that they belong to', () => {
    const summary = summarizeRuns([
      aRun({ end: 'stopped', exposed: 4, share: 10, hurt: { users: 6, requests: 9 } }),
      aRun({ end: 'asked', exposed: 50, waited: 30 }),
      aRun({ waited: 2 }),
      aRun({ waited: 4 }),
    ]);
    expect([summary.stopped.share, summary.asked.share, summary.completed.share]).toEqual([0.25, 0.25, 0.5]);
    expect(summary.minutesToStop?.mean).toBe(4);
    expect(summary.waited?.mean).toBe(3);
    expect(summary.users.mean).toBe(1.5);
    expect(summarizeRuns([aRun({})])).toMatchObject({ minutesToStop: null, shareWhenStopped: null });
  });
});
