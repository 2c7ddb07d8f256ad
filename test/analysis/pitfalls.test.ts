import { describe, expect, it } from 'vitest';
import { judge } from '../../src/analysis/judge.ts';
import { lnBinomialTail } from '../../src/analysis/numbers/binomial.ts';
import { aMinute, arm, policy, series, shareAt } from './a-series.ts';
import type { Cell } from './bench/cells.ts';
import type { Contestant } from './bench/contestant.ts';
import { COUNTS, USERS } from './bench/contestants.ts';
import { kayenta, serviceAlarm } from './bench/rivals.ts';
import { runCell } from './bench/run-cell.ts';
import { aWorld, type World } from './bench/world.ts';

const cell = (world: Partial<World>): Cell => ({ world: aWorld({ name: 'a pitfall', ...world }) });

/** The rollbacks among rollouts of one world with seeds. A judge with 1 % has at most three in forty, but once in 1,500. */
const rollbacks = (contestant: Contestant, world: Partial<World>, rollouts = 40): number =>
  runCell(cell(world), [contestant], rollouts, 5)[0]?.rolledBack ?? Number.NaN;

const RARE = 2;

describe('no pitfall makes the judge roll back a good version', () => {
  it('an error rate that rises with the steps, in both arms: counts are not pooled over shares', () => {
    const minutes = series(40, (m) => {
      const rate = { 0.05: 0.005, 0.25: 0.02, 0.5: 0.06 }[shareAt(m)] ?? 0;
      return aMinute(m, 6_000, { canary: rate, stable: rate });
    });
    const verdict = judge(minutes, policy());
    expect(verdict.crossed).toEqual([]);
    // Pooled, the canary looks half as bad again.
    expect((verdict.canary.rate ?? 0) / (verdict.stable.rate ?? 1)).toBeGreaterThan(1.4);
  });

  it('one user with a fifth of the errors, who stays in an arm: counted once', () => {
    const world = { split: 'user', hasWhale: true, traffic: 6_000 } as const;
    expect(rollbacks(USERS, world, 16)).toBeLessThanOrEqual(RARE);
    // Errors alone cannot tell that user from a fault, which is why users are counted where metrics know them.
    expect(rollbacks(COUNTS, world)).toBeGreaterThan(RARE);
  });

  it('users who fail persistently and stay in their arm: the spread is not read off from minute to minute', () => {
    expect(rollbacks(USERS, { split: 'user', stableRate: 0.03 }, 20)).toBeLessThanOrEqual(RARE);
    expect(rollbacks(COUNTS, { split: 'user', stableRate: 0.03 }, 20)).toBeLessThanOrEqual(RARE);
  });

  it('3 % errors in a request split: a user counts once per rollout, not once a minute', () => {
    expect(rollbacks(USERS, { stableRate: 0.03 }, 20)).toBeLessThanOrEqual(RARE);
  });

  it('cold starts: slow first minutes, and as fast as stable later', () => {
    const bins = (n: number, cold: number) =>
      [10, 15, 25, 25, 15, 5, 4, 1].map((share, i) =>
        Math.round((n * share * (1 - cold)) / 100 + (i === 7 ? n * cold : 0)),
      );
    const minutes = series(40, (m) => {
      const minute = aMinute(m, 6_000, { canary: 0.01, stable: 0.01 });
      const cold = m === 0 ? 0.15 : [1, 10, 25].includes(m) ? 0.05 : 0;
      const [canary, stable] = [minute.canary?.requests ?? 0, minute.stable?.requests ?? 0];
      return {
        ...minute,
        canary: arm(canary, 0, { latency: bins(canary, cold) }),
        stable: arm(stable, 0, { latency: bins(stable, 0) }),
      };
    });
    expect(judge(minutes, policy()).crossed).toEqual([]);
    // The same two minutes later, when nothing is cold any more, are a fault.
    const late = minutes.map((minute, m) => (m === 3 ? { ...minute, canary: minutes[0]?.canary ?? null } : minute));
    expect(judge(late, policy()).crossed).toEqual(['latency']);
  });

  it('gaps: a minute that one arm lacks counts in neither', () => {
    const whole = series(30, (m) => aMinute(m, 600, { canary: 0.03, stable: 0.01 }, 0.25));
    const gaps = whole.map((minute, m) => (m % 3 === 1 ? { ...minute, stable: null } : minute));
    const without = whole.filter((_, m) => m % 3 !== 1);
    const last = (minutes: typeof gaps) => judge(minutes, policy()).findings[0]?.counts.at(-1);
    expect(last(gaps)).toEqual(last(without));
  });

  it('a weight that has not arrived yet: the observed share counts, 8 % where 5 % is nominal', () => {
    const minutes = series(40, (m) => ({
      ...{ at: m * 60_000, share: 0.05, canary: arm(480, 14), stable: arm(5_520, 166) },
    }));
    const { crossed, findings } = judge(minutes, policy());
    expect(crossed).toEqual([]);
    expect(findings[0]?.counts.at(-1)?.expected).toBeCloseTo(40 * 180 * 0.08, 6);
  });

  it('slow drift that both arms share keeps nobody from becoming healthy', () => {
    const minutes = series(40, (m) => aMinute(m, 2_000, { canary: 0.01 + m / 1_000, stable: 0.01 + m / 1_000 }));
    expect(judge(minutes, policy())).toMatchObject({ outcome: 'healthy', crossed: [] });
  });

  it('many looks at all metrics over the whole plan', () => {
    const worlds = [{ traffic: 600 }, { traffic: 6_000, stableRate: 0.001 }];
    expect(worlds.reduce((sum, world) => sum + rollbacks(COUNTS, world, 20), 0)).toBeLessThanOrEqual(RARE + 1);
  });

  it('30 requests of the canary beside 570 of stable: a few slow ones are no p99', () => {
    const bins = (n: number, slow: number) =>
      [10, 15, 25, 25, 15, 5, 5, 0].map((p, i) => (i === 7 ? slow : Math.round((n * p) / 100)));
    const minutes = series(10, (m) => ({
      ...{ at: m * 60_000, share: 0.05 },
      canary: arm(30, 0, { latency: bins(30, m % 4 === 3 ? 1 : 0) }),
      stable: arm(570, 0, { latency: bins(570, 5) }),
    }));
    expect(judge(minutes, policy()).crossed).toEqual([]);
  });

  it('1 % worse at 60,000 requests a minute, in errors and in latency, is tolerated', () => {
    expect(
      judge(
        series(40, (m) => aMinute(m, 60_000, { canary: 0.0101, stable: 0.01 })),
        policy(),
      ).crossed,
    ).toEqual([]);
    expect(rollbacks(COUNTS, { traffic: 60_000, slower: 1.01, stableRate: 0.001 }, 3)).toBe(0);
  });
});

describe('no pitfall makes the judge blind', () => {
  it('a baseline without errors: one error of the canary is chance, many are a fault, and nothing is NaN', () => {
    const failing = (errors: number) =>
      judge(
        series(10, (m) => ({
          at: m * 60_000,
          share: 0.05,
          canary: arm(300, m === 9 ? errors : 0),
          stable: arm(5_700, 0),
        })),
        policy(),
      );
    expect(failing(0).crossed).toEqual([]);
    expect(failing(1).crossed).toEqual([]);
    expect(failing(8).crossed).toEqual(['errors']);
    expect(JSON.stringify(failing(1))).not.toMatch(/NaN|null,"spent":null/);
  });

  it.each(['canary', 'stable'] as const)('an arm without data (%s) is inconclusive, neither fine nor 0', (missing) => {
    const minutes = series(40, (m) => ({
      ...aMinute(m, 6_000, { canary: 0.01, stable: 0.01 }, 0.25),
      ...(m > 30 ? { [missing]: null } : {}),
    }));
    expect(judge(minutes.slice(0, 31), policy()).outcome).toBe('healthy');
    expect(judge(minutes, policy())).toMatchObject({ outcome: 'inconclusive', reason: 'no-data' });
  });

  it('counts of users that are missing are no users', () => {
    const minutes = series(40, (m) => aMinute(m, 6_000, { canary: 0.2, stable: 0.01 }));
    expect(judge(minutes, policy({ errorsBy: 'users' })).outcome).toBe('inconclusive');
  });

  it('a tail that 1 − cdf would lose', () => {
    expect(lnBinomialTail(200, 1000, 0.05)).toBeCloseTo(Math.log(7.860594403088319e-63), 6);
  });

  it('a fault at 50 requests a minute is found or asked about, and no timer promotes it', () => {
    const [row] = runCell(cell({ traffic: 50, canaryRate: 0.05 }), [COUNTS], 40, 5);
    const { done = 40, rolledBack = 0, asked = 0 } = row ?? {};
    expect(rolledBack + asked).toBeGreaterThanOrEqual(38);
    expect(done).toBeLessThanOrEqual(2);
  });
});

describe('what others do with the same rollouts', () => {
  it('a service alarm stops nearly every good version in a shared incident, the judge none but by chance', () => {
    const incident = { hasIncident: true } as const;
    expect(rollbacks(serviceAlarm, incident)).toBeGreaterThan(35);
    expect(rollbacks(COUNTS, incident)).toBeLessThanOrEqual(RARE);
  });

  it('the judge does not stop the fix of a stable version that fails', () => {
    const fix = { stableRate: 0.03, canaryRate: 0.005 };
    expect(rollbacks(COUNTS, fix)).toBe(0);
  });

  it('Kayenta finds fewer faults at 600 requests a minute', () => {
    const fault = { canaryRate: 0.03 };
    expect(rollbacks(kayenta, fault)).toBeLessThan(rollbacks(USERS, fault));
  });
});
