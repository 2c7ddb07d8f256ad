import { describe, expect, it } from 'vitest';
import { readPlan } from '../../../src/config/plan/read-plan.ts';
import { asksLess, planOf, withPlan } from '../../../src/domain/plan/named-plan.ts';
import type { Plan } from '../../../src/domain/plan/plan.ts';

type Steps = Exclude<Parameters<typeof readPlan>[0], string>;

const plan = (...steps: Steps): Plan => readPlan(steps).plan;
const approve = (from = ['U0BOB', 'U0CAROL'], more: object = {}): Steps[number] => ({
  approve: { from, within: '4h', ...more },
});
const shift = (share: number): Steps[number] => ({ shift: share });

describe('a plan asks less than another', () => {
  const own = plan(shift(5), approve(), shift(100));

  it.each<[string, Plan, boolean]>([
    ['with the same approval', plan(shift(5), approve(), shift(100)), false],
    ['with the same people in another order', plan(shift(5), approve(['U0CAROL', 'U0BOB']), shift(100)), false],
    ['with the approval earlier', plan(approve(), shift(50), shift(100)), false],
    ['with one approval more', plan(approve(['U0DAVE']), shift(5), approve(), shift(100)), false],
    ['without the approval', plan(shift(5), shift(100)), true],
    ['with the approval at a higher share', plan(shift(50), approve(), shift(100)), true],
    ['with other people', plan(shift(5), approve(['U0DAVE']), shift(100)), true],
  ])('%s: %#', (_, other, less) => {
    expect(asksLess(other, own)).toBe(less);
  });

  it('where fewer of them have to approve', () => {
    const two = plan(approve(undefined, { count: 2 }), shift(100));
    expect(asksLess(plan(approve(), shift(100)), two)).toBe(true);
    expect(asksLess(two, two)).toBe(false);
  });

  it('never where the other asks nobody', () => {
    expect(asksLess(plan(shift(100)), plan(shift(5), shift(100)))).toBe(false);
  });
});

describe('the plan of a start', () => {
  const [own, fast] = [plan(shift(5), shift(100)), plan(shift(100))];
  const service = { plan: own, plans: { fast: { plan: fast } } };

  it.each([
    [undefined, own],
    ['fast', fast],
    ['gone', own],
    ['constructor', own],
  ])('named %s', (name, expected) => {
    expect(planOf(service, name)).toBe(expected);
  });

  it('is the only one in the copy of a rollout', () => {
    expect(withPlan({ ...service, name: 'checkout' }, 'fast')).toEqual({ name: 'checkout', plan: fast });
  });
});
