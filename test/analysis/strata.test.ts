import { describe, expect, it } from 'vitest';
import { judge } from '../../src/analysis/judge.ts';
import type { Minute } from '../../src/domain/analysis/minute.ts';
import { aMinute, arm, policy, series } from './a-series.ts';

const same = (rate: number) => ({ canary: rate, stable: rate });

describe('two sources that split for themselves', () => {
  const sum = (arms: readonly { requests: number; errors: number }[]) =>
    arm(
      arms.reduce((total, { requests }) => total + requests, 0),
      arms.reduce((total, { errors }) => total + errors, 0),
    );
  type Part = NonNullable<Minute['parts']>[number];
  const counted = (part: Part, of: 'canary' | 'stable') => part[of] ?? { requests: 0, errors: 0 };
  const minuteFrom = (m: number, parts: readonly Part[], share = 0.05): Minute => ({
    ...{ at: m * 60_000, share, parts },
    canary: sum(parts.map((part) => counted(part, 'canary'))),
    stable: sum(parts.map((part) => counted(part, 'stable'))),
  });
  const part = (requests: number, share: number, rates: { canary: number; stable: number }): Part => {
    const { canary, stable } = aMinute(0, requests, rates, share);
    return { canary, stable };
  };
  const pooled = ({ parts: _parts, ...minute }: Minute): Minute => minute;

  /** One function fails in 10% and is at 25% already, the other in 0.1% and still at 5%: both versions of each fail alike. */
  const good = series(10, (m) => minuteFrom(m, [part(2_000, 0.25, same(0.1)), part(2_000, 0.05, same(0.001))]));

  it.each(['request', 'user'] as const)(
    'a good version, one target raised before the other, is not to blame where the %s is split; pooled it would be',
    (split) => {
      expect(judge(good, policy({ split })).crossed).toEqual([]);
      expect(judge(good.map(pooled), policy({ split })).crossed).toEqual(['errors']);
    },
  );

  it('the slower function is raised first: latency is ranked within each', () => {
    const bins = (of: number, percents: readonly number[]) => percents.map((percent) => (of * percent) / 100);
    const armWith = (of: number, percents: readonly number[]) => arm(of, 0, { latency: bins(of, percents) });
    const [slow, fast] = [
      [0, 5, 15, 25, 25, 10, 10, 10],
      [10, 15, 25, 25, 15, 5, 4, 1],
    ] as const;
    const minutes = series(10, (m) => {
      const parts = [
        { canary: armWith(500, slow), stable: armWith(1_500, slow) },
        { canary: armWith(100, fast), stable: armWith(1_900, fast) },
      ];
      const add = (of: 'canary' | 'stable') => {
        const [one, other] = parts.map((each) => each[of].latency ?? []);
        return (one ?? []).map((count, i) => count + (other?.[i] ?? 0));
      };
      const whole = minuteFrom(m, parts);
      const [canary, stable] = [counted(whole, 'canary'), counted(whole, 'stable')];
      return {
        ...whole,
        canary: { ...canary, latency: add('canary') },
        stable: { ...stable, latency: add('stable') },
      };
    });
    expect(judge(minutes, policy()).crossed).toEqual([]);
    expect(judge(minutes.map(pooled), policy()).crossed).toEqual(['latency']);
  });

  it('a fault in one of them is found', () => {
    const bad = series(10, (m) =>
      minuteFrom(m, [part(2_000, 0.05, same(0.01)), part(2_000, 0.05, { canary: 0.1, stable: 0.01 })]),
    );
    expect(judge(bad, policy()).crossed).toEqual(['errors']);
  });

  it('are expected to fail as each of them does: what is expected and excluded adds up over them', () => {
    const counts = judge(good, policy()).findings[0]?.counts.at(-1);
    expect(counts?.expected).toBeCloseTo(10 * (200 * 0.25 + 2 * 0.05), 6);
    expect(judge(good, policy())).toMatchObject({ outcome: 'healthy', reason: 'twice-excluded' });
    // Pooled, 11 in 100 of the requests of stable fail in the one and nearly none in the other: twice is not excluded.
    expect(judge(good.map(pooled), policy({ errorTolerance: 4 })).outcome).toBe('inconclusive');
  });

  it('one that an arm lacks counts in neither arm', () => {
    const lacking = series(10, (m) => {
      const [one, other] = [part(2_000, 0.05, same(0.01)), part(2_000, 0.05, same(0.2))];
      return minuteFrom(m, [one, { ...other, stable: null }]);
    });
    const alone = series(10, (m) => minuteFrom(m, [part(2_000, 0.05, same(0.01))]));
    const last = (minutes: readonly Minute[]) => judge(minutes, policy()).findings[0]?.counts.at(-1);
    expect(last(lacking)).toEqual(last(alone));
  });
});
