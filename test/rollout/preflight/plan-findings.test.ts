import { expect, it } from 'vitest';
import type { Plan } from '../../../src/domain/plan/plan.ts';
import { canaryPlan, linearPlan } from '../../../src/domain/plan/predefined.ts';
import { planFindings } from '../../../src/rollout/preflight/plan-findings.ts';

const plan = (...weights: readonly number[]): Plan => weights.map((weight) => ({ kind: 'shift', weight }));
const codes = (of: Plan) => planFindings(of).map(({ code }) => code);

it('warns of everybody in one step, with what to write', () => {
  expect(planFindings(plan(100))).toMatchObject([
    { severity: 'warns', code: 'all-at-once', remedy: expect.stringContaining('canary 10% 5m') },
  ]);
  expect(codes([...plan(100), { kind: 'bake', ms: 60_000 }])).toEqual(['all-at-once']);
  expect(codes([{ kind: 'bake', ms: 60_000 }, ...plan(100)])).toEqual(['all-at-once']);
});

it('warns of each share that nothing is watched at', () => {
  expect(planFindings(plan(5, 50, 100)).map(({ message }) => message)).toEqual([
    'The plan shifts from 5% to 50% without a wait: nothing is watched at 5%.',
    'The plan shifts from 50% to 100% without a wait: nothing is watched at 50%.',
  ]);
});

it('has nothing to say of plans that wait, ask or call before each raise', () => {
  const approve = { kind: 'approve', from: ['U0BOB'], count: 1, within: 60_000 } as const;
  for (const fine of [canaryPlan(10, 60_000), linearPlan(10, 60_000), [...plan(5), approve, ...plan(100)]])
    expect(planFindings(fine)).toEqual([]);
});
