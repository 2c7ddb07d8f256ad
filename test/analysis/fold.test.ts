import { describe, expect, it } from 'vitest';
import { judge } from '../../src/analysis/judge.ts';
import type { Minute } from '../../src/domain/analysis/minute.ts';
import { aMinute, policy, series } from './a-series.ts';

const copy = (minutes: readonly Minute[]): Minute[] => structuredClone(minutes) as Minute[];
const minutes = series(30, (m) => aMinute(m, 2_000, { canary: 0.02, stable: 0.01 }));

describe('a series that goes on from one that was judged', () => {
  it('gives the same verdict as the whole series', () => {
    for (let count = 1; count <= minutes.length; count++) {
      const prefix = minutes.slice(0, count);
      expect(judge(prefix, policy())).toEqual(judge(copy(prefix), policy()));
    }
  });

  it('starts anew where an earlier minute was revised', () => {
    judge(minutes.slice(0, 29), policy());
    const revised = minutes.with(3, aMinute(3, 4_000, { canary: 0.2, stable: 0.01 }));
    expect(judge(revised, policy())).toEqual(judge(copy(revised), policy()));
    expect(judge(revised, policy())).not.toEqual(judge(minutes, policy()));
  });

  it('starts anew under another policy', () => {
    judge(minutes.slice(0, 29), policy());
    expect(judge(minutes, policy({ alpha: 0.2 }))).toEqual(judge(copy(minutes), policy({ alpha: 0.2 })));
  });
});
