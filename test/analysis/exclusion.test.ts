import { expect, it } from 'vitest';
import { judge } from '../../src/analysis/judge.ts';
import type { JudgePolicy } from '../../src/analysis/policy.ts';
import type { ArmMinute } from '../../src/domain/analysis/minute.ts';
import { aMinute, policy, series } from './a-series.ts';

const same = (rate: number) => ({ canary: rate, stable: rate });

it('errors exclude a bad canary in a request split, also where users are judged', () => {
  const withUsers = (m: number, affected: number) => {
    const { canary, stable, ...minute } = aMinute(m, 2_000, same(0.01), 0.05);
    const users = (part: number) => ({ active: 1_000 * part, firstAffected: affected * part });
    const [one, other] = [canary as ArmMinute, stable as ArmMinute];
    return { ...minute, canary: { ...one, users: users(0.05) }, stable: { ...other, users: users(0.95) } };
  };
  const minutesFor = (given: Partial<JudgePolicy>) => {
    const enough = (count: number) =>
      judge(
        series(count, (m) => withUsers(m, m === 0 ? 20 : 0)),
        policy(given),
      ).outcome === 'healthy';
    return Array.from({ length: 80 }, (_, i) => i + 1).find(enough);
  };
  const byErrors = minutesFor({ errorsBy: 'requests' });
  expect(byErrors).toBeGreaterThan(3);
  expect(minutesFor({ errorsBy: 'users' })).toBe(byErrors);
  // Users who stay in their arm do not fail independently: their errors exclude nothing.
  expect(minutesFor({ errorsBy: 'users', split: 'user' })).toBeUndefined();
});
