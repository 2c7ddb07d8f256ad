import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Plan } from '../../../src/domain/plan/plan.ts';
import {
  canaryPlan,
  linearPlan,
  planOfShape,
  predefinedPlan,
  shapeInName,
} from '../../../src/domain/plan/predefined.ts';

/** The plan behind a name, whichever of the two ways it is known. */
function planCalled(name: string): Plan | null {
  const shape = shapeInName(name);
  return predefinedPlan(name) ?? (shape && planOfShape(shape));
}

/** A plan in short: `10 5m 100`. */
function short(plan: Plan | null): string {
  if (plan === null) return 'unknown';
  return plan
    .map((step) => (step.kind === 'shift' ? `${step.weight}` : step.kind === 'bake' ? `${step.ms / 60_000}m` : 'gate'))
    .join(' ');
}

const tenths = (minutes: string) =>
  [10, 20, 30, 40, 50, 60, 70, 80, 90]
    .map((weight) => `${weight} ${minutes} `)
    .join('')
    .concat('100');

describe('a predefined plan', () => {
  it.each([
    ['CodeDeployDefault.LambdaCanary10Percent5Minutes', '10 5m 100'],
    ['CodeDeployDefault.LambdaCanary10Percent10Minutes', '10 10m 100'],
    ['CodeDeployDefault.LambdaCanary10Percent15Minutes', '10 15m 100'],
    ['CodeDeployDefault.LambdaCanary10Percent30Minutes', '10 30m 100'],
    ['CodeDeployDefault.LambdaLinear10PercentEvery1Minute', tenths('1m')],
    ['CodeDeployDefault.LambdaLinear10PercentEvery2Minutes', tenths('2m')],
    ['CodeDeployDefault.LambdaLinear10PercentEvery3Minutes', tenths('3m')],
    ['CodeDeployDefault.LambdaLinear10PercentEvery10Minutes', tenths('10m')],
    ['CodeDeployDefault.LambdaAllAtOnce', '100'],
    ['CodeDeployDefault.ECSCanary10Percent5Minutes', '10 5m 100'],
    ['CodeDeployDefault.ECSCanary10Percent15Minutes', '10 15m 100'],
    ['CodeDeployDefault.ECSLinear10PercentEvery1Minutes', tenths('1m')],
    ['CodeDeployDefault.ECSLinear10PercentEvery3Minutes', tenths('3m')],
    ['CodeDeployDefault.ECSAllAtOnce', '100'],
    ['AppConfig.Linear20PercentEvery6Minutes', '20 6m 40 6m 60 6m 80 6m 100 36m'],
    ['Linear10PercentEvery5Minutes', tenths('5m')],
    ['Linear25PercentEvery1Hour', '25 60m 50 60m 75 60m 100'],
    ['CodeDeployDefault.LambdaCanary5Percent20Minutes', '5 20m 100'],
    ['ECSCanary10Percent30Minutes', '10 30m 100'],
    ['CodeDeployDefault.ECSLinear20PercentEvery90Seconds', '20 1.5m 40 1.5m 60 1.5m 80 1.5m 100'],
    ['AppConfig.Canary10Percent20Minutes', '10 4m 20 4m 40 4m 80 4m 100 14m'],
    ['AppConfig.AllAtOnce', '100 10m'],
  ])('%s is %s', (name, plan) => {
    expect(short(planCalled(name))).toBe(plan);
  });

  it.each([
    [
      'CodeDeployDefault.LambdaCanary10Percent30Minutes',
      ['Canary10Percent30Minutes', 'LambdaCanary10Percent30Minutes', 'CodeDeployDefault.Canary10Percent30Minutes'],
    ],
    [
      'CodeDeployDefault.ECSLinear10PercentEvery1Minutes',
      ['Linear10PercentEvery1Minutes', 'ECSLinear10PercentEvery1Minutes'],
    ],
    ['AppConfig.Canary10Percent20Minutes', ['Canary10Percent20Minutes']],
    ['CodeDeployDefault.LambdaAllAtOnce', ['AllAtOnce', 'LambdaAllAtOnce', 'CodeDeployDefault.AllAtOnce']],
  ])('%s is known without its prefixes too', (full, others) => {
    for (const other of others) expect(planCalled(other)).toEqual(planCalled(full));
  });

  it.each([
    'canary10percent5minutes',
    'CanaryEvery10Percent5Minutes',
    'Linear10Percent5Minutes',
    'CodeDeployDefault.HalfAtATime',
    'AppConfig.Canary10Percent5Minutes',
    '',
    'toString',
  ])('is not made up for "%s"', (name) => {
    expect(planCalled(name)).toBeNull();
  });
});

describe('a plan made from a step', () => {
  it('of canary 10% shifts twice', () => {
    expect(short(canaryPlan(10, 300_000))).toBe('10 5m 100');
  });

  it('of linear 30% ends with a shorter step', () => {
    expect(short(linearPlan(30, 120_000))).toBe('30 2m 60 2m 90 2m 100');
  });

  it('of any linear step rises strictly to exactly 100 and waits before each further shift', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 999 }), (tenth) => {
        const plan = linearPlan(tenth / 10, 60_000);
        const weights = plan.flatMap((step) => (step.kind === 'shift' ? [step.weight] : []));
        expect(weights.at(-1)).toBe(100);
        expect(weights).toEqual([...new Set(weights)].sort((a, b) => a - b));
        expect(plan).toHaveLength(2 * weights.length - 1);
      }),
    );
  });
});
