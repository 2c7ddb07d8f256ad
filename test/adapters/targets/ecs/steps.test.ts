import { describe, expect, it } from 'vitest';
import { ecsShareProblem } from '../../../../src/adapters/targets/ecs/shares.ts';
import {
  deploymentSteps,
  nextStep,
  plannedSteps,
  stepsProblem,
  strategyFor,
} from '../../../../src/adapters/targets/ecs/steps.ts';

describe('the steps of a deployment', () => {
  it.each([
    [{ strategy: 'CANARY', canaryConfiguration: { canaryPercent: 7.5 } }, [7.5, 100]],
    [{ strategy: 'CANARY' }, [5, 100]],
    [{ strategy: 'CANARY', canaryConfiguration: { canaryPercent: 100 } }, [100]],
    [{ strategy: 'LINEAR', linearConfiguration: { stepPercent: 25 } }, [25, 50, 75, 100]],
    [{ strategy: 'LINEAR', linearConfiguration: { stepPercent: 33.3 } }, [33.3, 66.6, 99.9, 100]],
    [{ strategy: 'LINEAR', linearConfiguration: { stepPercent: 30 } }, [30, 60, 90, 100]],
    [{ strategy: 'BLUE_GREEN' }, [100]],
    [{ strategy: 'ROLLING' }, [100]],
    [{}, [100]],
  ] as const)('of %o are %o', (configuration, steps) => {
    expect(deploymentSteps(configuration)).toEqual(steps);
  });

  it('go one after the other', () => {
    expect([0, 10, 55, 100].map((share) => nextStep([10, 50, 100], share))).toEqual([10, 50, 100, 100]);
  });
});

describe('the strategy for a plan', () => {
  it.each([
    [[5, 100], 'CANARY'],
    [[0.1, 100], 'CANARY'],
    [[25, 50, 75, 100], 'LINEAR'],
    [[30, 60, 90, 100], 'LINEAR'],
    [[100], 'BLUE_GREEN'],
  ])('with the shares %o is %s, and has exactly these steps', (steps, strategy) => {
    const found = strategyFor(steps);
    expect(found?.strategy).toBe(strategy);
    expect(deploymentSteps(found ?? {})).toEqual(steps);
  });

  it.each([[[5, 25, 100]], [[1, 2, 100]], [[0.05, 100]], [[10, 20, 100]]])('is none for the shares %o', (steps) => {
    expect(strategyFor(steps)).toBeNull();
    expect(stepsProblem(steps)?.remedy).toMatch(/equal steps/);
  });

  it('takes the shares of a plan from low to high, with 100 at the end and without 0', () => {
    expect(plannedSteps([0, 100, 50, 25, 50])).toEqual([25, 50, 100]);
    expect(plannedSteps([0, 5])).toEqual([5, 100]);
  });

  it('needs shares in tenths of a percent', () => {
    expect([0, 0.1, 33.3, 100].map(ecsShareProblem)).toEqual([null, null, null, null]);
    expect(ecsShareProblem(0.01)).toMatchObject({ remedy: 'Use 0.1%.' });
    expect(ecsShareProblem(33.33)).toMatchObject({ remedy: 'Use 33.3%.' });
  });
});
