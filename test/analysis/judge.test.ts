import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { judge } from '../../src/analysis/judge.ts';
import { splitAlpha } from '../../src/analysis/policy.ts';
import type { Minute } from '../../src/domain/analysis/minute.ts';
import { aMinute, arm, PLAN, policy, series, shareAt } from './a-series.ts';

const same = (rate: number) => ({ canary: rate, stable: rate });

describe('the verdict', () => {
  it('is unhealthy when the canary fails far more often, and says the numbers and the minute', () => {
    const verdict = judge(
      series(6, (m) => aMinute(m, 6_000, { canary: 0.05, stable: 0.01 })),
      policy(),
    );
    expect(verdict).toMatchObject({
      outcome: 'unhealthy',
      reason: 'boundary-crossed',
      crossed: ['errors'],
      canary: { requests: 1_800, errors: 90, rate: 0.05 },
      stable: { requests: 34_200, errors: 342, rate: 0.01 },
      minutes: { compared: 6, given: 6 },
      minutesToHealthy: null,
    });
    const [errors] = verdict.findings;
    expect(errors?.crossedAt).toBe(0);
    expect(errors?.counts[0]).toMatchObject({ observed: 15, expected: 3.6 });
    expect(errors?.counts[0]?.boundary).toBeLessThanOrEqual(15);
  });

  it('is healthy once twice the errors of stable is excluded, and inconclusive before', () => {
    const outcomes = [3, 60].map((minutes) =>
      judge(
        series(minutes, (m) => aMinute(m, 2_000, same(0.01), 0.05)),
        policy(),
      ),
    );
    expect(outcomes.map(({ outcome, reason }) => `${outcome} ${reason}`)).toEqual([
      'inconclusive too-little-traffic',
      'healthy twice-excluded',
    ]);
  });

  it('says how many more minutes it takes, and is right', () => {
    const minutes = (count: number) => series(count, (m) => aMinute(m, 2_000, same(0.01), 0.05));
    const wait = judge(minutes(3), policy()).minutesToHealthy as number;
    expect(wait).toBeGreaterThan(1);
    expect(judge(minutes(3 + wait), policy()).outcome).toBe('healthy');
    expect(judge(minutes(3 + wait - 2), policy()).outcome).toBe('inconclusive');
  });

  it('is healthy without one error once 0.5 % is excluded', () => {
    const minutes = series(25, (m) => aMinute(m, 600, same(0), 0.05));
    expect(judge(minutes, policy())).toMatchObject({ outcome: 'healthy', reason: 'rate-excluded' });
  });

  it('never knows at five requests a minute, and says so', () => {
    const verdict = judge(
      series(40, (m) => aMinute(m, 5, same(0))),
      policy(),
    );
    expect(verdict).toMatchObject({ outcome: 'inconclusive', reason: 'too-little-traffic' });
  });

  it('counts α in full where it is spent, and never more than is planned', () => {
    const minutes = series(40, (m) => {
      const minute = aMinute(m, 6_000, same(0.01));
      const bins = (of: number) => [10, 15, 25, 25, 15, 5, 4, 1].map((percent) => Math.round((of * percent) / 100));
      const [canary, stable] = [minute.canary?.requests ?? 0, minute.stable?.requests ?? 0];
      return {
        ...minute,
        canary: arm(canary, minute.canary?.errors ?? 0, { latency: bins(canary) }),
        stable: arm(stable, minute.stable?.errors ?? 0, { latency: bins(stable) }),
      };
    });
    const { alpha, findings, outcome } = judge(minutes, policy());
    expect(outcome).toBe('healthy');
    expect(findings.map(({ name, spent }) => [name, spent <= 0.0062])).toEqual([
      ['errors', true],
      ['latency', true],
    ]);
    expect(alpha.spent).toBeGreaterThan(0.0038);
    expect(alpha.spent).toBeLessThanOrEqual(alpha.planned);
  });

  it.each([0, 1, 4])('splits α so that it adds up with %d critical metrics of the service', (count) => {
    const metric = { kind: 'count', worseWhen: 'higher', tolerance: 1.1, limit: null, role: 'critical' } as const;
    const metrics = Array.from({ length: count }, (_, i) => ({ ...metric, name: `m${i}` }));
    const { errors, latency, holds, custom } = splitAlpha(policy({ metrics }));
    expect(errors + latency + holds + count * custom).toBeCloseTo(0.01, 12);
    if (count === 0)
      expect([errors, latency, holds]).toEqual([0.0057, 0.0038, 0.0005].map((a) => expect.closeTo(a, 10)));
  });
});

describe('a series', () => {
  const minutes = fc.array(
    fc.record({
      n: fc.integer({ min: 0, max: 400 }),
      s: fc.integer({ min: 0, max: 4_000 }),
      e: fc.nat(9),
      f: fc.nat(20),
    }),
    { minLength: 1, maxLength: 25 },
  );
  const build = (rows: readonly { n: number; s: number; e: number; f: number }[]): Minute[] =>
    rows.map(({ n, s, e, f }, m) => ({
      ...{ at: m * 60_000, share: shareAt(m) },
      ...{ canary: arm(n, Math.min(n, e)), stable: arm(s, Math.min(s, f)) },
    }));

  it('gives the same verdict in any order, and with minutes that are delivered twice', () => {
    fc.assert(
      fc.property(minutes, fc.infiniteStream(fc.nat()), (rows, order) => {
        const given = build(rows);
        const keys = order.take(given.length * 2);
        const shuffled = [...given, ...given]
          .map((minute) => ({ minute, key: keys.next().value ?? 0 }))
          .toSorted((a, b) => a.key - b.key)
          .map(({ minute }) => minute);
        expect(judge(shuffled, policy())).toEqual(judge(given, policy()));
      }),
      { seed: 7, numRuns: 40 },
    );
  });

  it('takes the later, larger reading of a minute that was revised, whichever comes first', () => {
    const final = series(5, (m) => aMinute(m, 600, { canary: 0.1, stable: 0.01 }));
    const early = { ...final[4], canary: arm(12, 0), stable: arm(200, 1) } as Minute;
    const right = judge(final, policy());
    expect(judge([...final, early], policy())).toEqual(right);
    expect(judge([early, ...final], policy())).toEqual(right);
    expect(judge([...final.slice(0, 4), early], policy())).not.toEqual(right);
  });

  it('has more evidence from ten times the traffic at the same rates', () => {
    const [small, large] = [1, 10].map((times) => {
      const { findings } = judge(
        series(10, (m) => aMinute(m, 1_000 * times, { canary: 0.02, stable: 0.01 })),
        policy(),
      );
      const last = findings[0]?.counts.at(-1);
      return ((last?.observed ?? 0) - (last?.expected ?? 0)) / ((last?.boundary ?? 0) - (last?.expected ?? 0));
    });
    expect(small).toBeLessThan(1);
    expect(large).toBeGreaterThan(1);
  });

  it('never lets a boundary fall while errors come in, nor α be given back', () => {
    fc.assert(
      fc.property(minutes, (rows) => {
        const counts = judge(build(rows), policy()).findings[0]?.counts ?? [];
        const spent = counts.map((point) => point.spent);
        expect(spent).toEqual(spent.toSorted((a, b) => a - b));
        expect(Math.max(...spent)).toBeLessThanOrEqual(0.0062);
      }),
      { seed: 3, numRuns: 60 },
    );
  });
});

describe('the guard', () => {
  const guard = policy({ guard: 0.05 });
  const quiet = series(40, (m) => aMinute(m, 6_000, same(0.01)));

  it('holds and blames nobody when both versions burn', () => {
    const burning = series(44, (m) => aMinute(m, 6_000, same(m < 20 ? 0.01 : 0.3), 0.25));
    expect(judge(burning, guard)).toMatchObject({ outcome: 'inconclusive', reason: 'shared-incident', crossed: [] });
  });

  it('sees an incident in its first minute', () => {
    const begun = series(21, (m) => aMinute(m, 600, same(m < 20 ? 0.0005 : 0.2), 0.5));
    expect(judge(begun, guard)).toMatchObject({ outcome: 'inconclusive', reason: 'shared-incident' });
  });

  it('sees a rate that is a little above it when three minutes are together', () => {
    const above = (minutes: number) => series(20 + minutes, (m) => aMinute(m, 2_000, same(m < 20 ? 0.01 : 0.075), 0.5));
    expect(judge(above(1), guard).reason).not.toBe('shared-incident');
    expect(judge(above(3), guard).reason).toBe('shared-incident');
  });

  it('offers to go on when stable burns and the canary is the fix', () => {
    const fix = series(20, (m) => aMinute(m, 6_000, { canary: 0.001, stable: 0.2 }));
    expect(judge(fix, guard)).toMatchObject({ outcome: 'healthy', isFix: true });
  });

  it('stops a canary that burns on every user, where nothing is left to compare it with', () => {
    const all = series(3, (m) => aMinute(40 + m, 6_000, { canary: 0.2, stable: 0 }, 1));
    expect(judge([...quiet, ...all], guard)).toMatchObject({
      outcome: 'unhealthy',
      reason: 'above-guard',
      crossed: [],
    });
    expect(judge([...quiet, ...all], policy()).outcome).toBe('healthy');
  });

  it('blames nobody for the minute in which everybody moves to the canary and both versions burn', () => {
    const shift: Minute = { at: quiet.length * 60_000, share: 1, canary: arm(1_200, 480), stable: arm(4_800, 1_920) };
    const minutes = [...quiet.map((minute, m) => ({ ...minute, at: m * 60_000 })), shift];
    expect(judge(minutes, guard)).toMatchObject({ outcome: 'inconclusive', reason: 'shared-incident' });
    const alone = { ...shift, stable: arm(4_800, 48) };
    expect(judge([...minutes.slice(0, -1), alone], policy({ guard: 0.2 })).outcome).toBe('unhealthy');
  });

  it('says at 100 % that there is no control', () => {
    const all = series(5, (m) => aMinute(40 + m, 6_000, same(0.01), 1));
    expect(judge([...quiet, ...all], guard)).toMatchObject({ outcome: 'healthy', reason: 'no-control' });
  });

  it('is not passed by a few errors of a few requests', () => {
    const few = series(3, (m) => ({ ...aMinute(m, 0, same(0), 1), canary: arm(10, 2) }));
    expect(judge(few, guard).outcome).toBe('inconclusive');
  });
});

describe('a metric of the service', () => {
  const orders = {
    name: 'orders',
    kind: 'count',
    worseWhen: 'lower',
    tolerance: 1.05,
    limit: null,
    role: 'critical',
  } as const;
  const basket = {
    name: 'basket',
    kind: 'value',
    worseWhen: 'lower',
    tolerance: 0.02,
    limit: null,
    role: 'critical',
  } as const;
  const low = [400, 300, 150, 70, 40, 20, 10, 10];
  const high = [100, 150, 250, 250, 150, 50, 40, 10];

  const selling = (canary: number, stable: number) =>
    series(10, (m) => ({
      ...{ at: m * 60_000, share: 0.05 },
      canary: arm(300, 3, { counts: { orders: { cases: Math.round(300 * canary), chances: 300 } } }),
      stable: arm(5_700, 57, { counts: { orders: { cases: Math.round(5_700 * stable), chances: 5_700 } } }),
    }));

  it.each([
    { canary: 0.05, stable: 0.1, outcome: 'unhealthy', crossed: ['orders'] },
    { canary: 0.1, stable: 0.1, outcome: 'healthy', crossed: [] },
    { canary: 0.2, stable: 0.1, outcome: 'healthy', crossed: [] },
  ])('that is worse when lower: $canary against $stable is $outcome', ({ canary, stable, outcome, crossed }) => {
    expect(judge(selling(canary, stable), policy({ metrics: [orders] }))).toMatchObject({ outcome, crossed });
  });

  it('condemns nothing when it is advisory, and is shown all the same', () => {
    const verdict = judge(selling(0.05, 0.1), policy({ metrics: [{ ...orders, role: 'advisory' }] }));
    expect(verdict).toMatchObject({ outcome: 'healthy', crossed: [], alpha: { planned: 0.01 } });
    expect(verdict.findings.find(({ name }) => name === 'orders')?.crossedAt).not.toBeNull();
  });

  it('with values is judged by their ranks, in its direction', () => {
    const earning = (canary: readonly number[], stable: readonly number[]) =>
      series(6, (m) => ({
        ...{ at: m * 60_000, share: 0.05 },
        canary: arm(300, 3, { values: { basket: canary } }),
        stable: arm(5_700, 57, { values: { basket: stable.map((count) => count * 6) } }),
      }));
    const metrics = [basket];
    expect(judge(earning(low, high), policy({ metrics })).crossed).toEqual(['basket']);
    expect(judge(earning(high, low), policy({ metrics })).crossed).toEqual([]);
    expect(judge(earning(high, low), policy({ metrics: [{ ...basket, worseWhen: 'higher' }] })).crossed).toEqual([
      'basket',
    ]);
  });

  it("that is worse when lower is told in the canary's own count, with what both did", () => {
    const { findings, custom } = judge(selling(0.05, 0.1), policy({ metrics: [orders] }));
    const counts = findings.find(({ name }) => name === 'orders')?.counts ?? [];
    const first = counts[0];
    expect([first?.observed, first?.expected]).toEqual([15, expect.closeTo(585 * 0.05, 9)]);
    expect(first?.boundary).toBeGreaterThan(0);
    expect(first?.boundary).toBeLessThan(585 * 0.05);
    expect(custom).toEqual([
      { name: 'orders', counts: { canary: { cases: 150, chances: 3_000 }, stable: { cases: 5_700, chances: 57_000 } } },
    ]);
  });

  it('adds up its values without cold minutes, lowest first whatever is worse', () => {
    const minutes = series(4, (m) => ({
      ...{ at: m * 60_000, share: 0.05 },
      canary: arm(300, 3, { values: { basket: low } }),
      stable: arm(5_700, 57, { values: { basket: high } }),
    }));
    const twice = (bins: readonly number[]) => bins.map((count) => 2 * count);
    expect(judge(minutes, policy({ metrics: [basket] })).custom).toEqual([
      { name: 'basket', values: { canary: twice(low), stable: twice(high) } },
    ]);
  });

  describe('with a limit', () => {
    const limited = { ...orders, tolerance: 1.5, limit: 0.08 } as const;
    const at = (share: number, canary: number, role: 'critical' | 'advisory' = 'critical') => {
      const minutes = series(6, (m) => ({
        ...{ at: m * 60_000, share },
        canary: arm(3_000, 3, { counts: { orders: { cases: Math.round(3_000 * canary), chances: 3_000 } } }),
        stable: share === 1 ? null : arm(3_000, 3, { counts: { orders: { cases: 220, chances: 3_000 } } }),
      }));
      return judge(minutes, policy({ guard: 0.2, metrics: [{ ...limited, role }] }));
    };

    it('gets no more while it is beyond it, and is not blamed while stable may be as well', () => {
      const { outcome, reason, beyond } = at(0.5, 0.06);
      expect([outcome, reason]).toEqual(['inconclusive', 'beyond-limit']);
      expect(beyond).toEqual([{ name: 'orders', cases: 540, chances: 9_000 }]);
    });

    it('is unhealthy beyond it at 100 %, where there is no control', () => {
      expect(at(1, 0.06)).toMatchObject({ outcome: 'unhealthy', reason: 'beyond-limit', crossed: [] });
    });

    it('is fine on the other side of it, and by chance a little beyond it', () => {
      for (const rate of [0.1, 0.079])
        expect(at(0.5, rate)).toMatchObject({ outcome: 'healthy', reason: 'rate-excluded', beyond: [] });
    });

    it('is only shown where it is advisory', () => {
      expect(at(0.5, 0.06, 'advisory')).toMatchObject({ outcome: 'healthy', beyond: [{ name: 'orders' }] });
    });

    it('that is worse when higher is a ceiling', () => {
      const metrics = [{ ...limited, worseWhen: 'higher', limit: 0.02 } as const];
      const minutes = series(3, (m) => ({
        ...{ at: m * 60_000, share: 0.5 },
        canary: arm(3_000, 3, { counts: { orders: { cases: 90, chances: 3_000 } } }),
        stable: arm(3_000, 3, { counts: { orders: { cases: 85, chances: 3_000 } } }),
      }));
      expect(judge(minutes, policy({ metrics })).reason).toBe('beyond-limit');
    });
  });

  it('from one place of several targets is compared with its own share', () => {
    const part = (requests: number) => ({ requests, errors: 0 });
    const minutes = series(10, (m) => ({
      ...{ at: m * 60_000, share: 0.5 },
      canary: arm(2_000, 0, { counts: { orders: { cases: 20, chances: 200 } } }),
      stable: arm(10_000, 0, { counts: { orders: { cases: 780, chances: 7_800 } } }),
      parts: [
        { canary: part(1_800), stable: part(2_200) },
        { canary: part(200), stable: part(7_800) },
      ],
    }));
    const { findings } = judge(minutes, policy({ metrics: [orders] }));
    const last = findings.find(({ name }) => name === 'orders')?.counts.at(-1);
    expect([last?.observed, last?.expected]).toEqual([200, expect.closeTo(200, 9)]);
  });

  it('has its own finding, with a boundary for each minute', () => {
    const { findings } = judge(selling(0.1, 0.1), policy({ metrics: [orders] }));
    expect(findings.map(({ name, counts }) => [name, counts.length])).toEqual([
      ['errors', 10],
      ['latency', 0],
      ['orders', 10],
    ]);
    expect(PLAN).toHaveLength(4);
  });
});
