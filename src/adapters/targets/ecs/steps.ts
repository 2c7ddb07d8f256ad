import type { DeploymentConfiguration } from '@aws-sdk/client-ecs';
import { joinWithAnd, percent } from '../../../domain/wording.ts';
import { LEAST_CANARY, tenths } from './shares.ts';

/** The strategies of deployments of ECS (Amazon ECS API Reference, DeploymentConfiguration). */
export type Strategy = NonNullable<DeploymentConfiguration['strategy']>;

/** The defaults of ECS for the shares of its strategies, in percent (CanaryConfiguration, LinearConfiguration). */
const CANARY_PERCENT = 5;
const STEP_PERCENT = 10;
/** The least step of a linear deployment, in percent. */
const LEAST_STEP = 3;

function linearSteps(by: number): readonly number[] {
  const count = Math.ceil(100 / by - 1e-9);
  return Array.from({ length: count }, (_, index) => Math.min(100, tenths(by * (index + 1))));
}

const stepsOf = {
  ROLLING: () => [100],
  BLUE_GREEN: () => [100],
  CANARY: ({ canaryConfiguration: canary }) => {
    const first = canary?.canaryPercent ?? CANARY_PERCENT;
    return first >= 100 ? [100] : [first, 100];
  },
  LINEAR: ({ linearConfiguration: linear }) => linearSteps(linear?.stepPercent ?? STEP_PERCENT),
} as const satisfies Record<Strategy, (configuration: DeploymentConfiguration) => readonly number[]>;

/** Returns the shares to which a deployment shifts one after the other, in percent; the last is 100. */
export function deploymentSteps(configuration: DeploymentConfiguration): readonly number[] {
  return stepsOf[configuration.strategy ?? 'ROLLING'](configuration);
}

/** Returns the next share of a deployment; 100 where it has no further one. */
export function nextStep(steps: readonly number[], share: number): number {
  return steps.find((step) => step > share + 1e-6) ?? 100;
}

/** Returns the steps of a plan: its shares above 0 and 100, from low to high. */
export function plannedSteps(weights: readonly number[]): readonly number[] {
  return [...new Set([...weights, 100])].filter((weight) => weight > 0).toSorted((a, b) => a - b);
}

/** Returns shares as a plan has them: `10%, 20% and 100%`. */
export function listShares(shares: readonly number[]): string {
  return joinWithAnd(shares.map(percent));
}

/** Returns the strategy that has exactly these steps; null where ECS has none. */
export function strategyFor(steps: readonly number[]):
  | (Partial<DeploymentConfiguration> & {
      readonly strategy: Strategy;
    })
  | null {
  const [first = 100, second = 100] = steps;
  if (!steps.every((step) => tenths(step) === step)) return null;
  if (first === 100) return { strategy: 'BLUE_GREEN' };
  if (steps.length === 2 && second === 100 && first >= LEAST_CANARY)
    return { strategy: 'CANARY', canaryConfiguration: { canaryPercent: first, canaryBakeTimeInMinutes: 0 } };
  const isEven = first >= LEAST_STEP && isSame(steps, linearSteps(first));
  return isEven ? { strategy: 'LINEAR', linearConfiguration: { stepPercent: first, stepBakeTimeInMinutes: 0 } } : null;
}

/** Tells whether two lists have the same shares. */
export function isSame(some: readonly number[], others: readonly number[]): boolean {
  return some.length === others.length && some.every((share, index) => Math.abs(share - (others[index] ?? 0)) < 1e-6);
}

/** Returns the reason why ECS cannot have the steps of a plan; null when it can. */
export function stepsProblem(steps: readonly number[]): { readonly message: string; readonly remedy: string } | null {
  if (strategyFor(steps) !== null) return null;
  return {
    message: `ECS cannot shift to ${listShares(steps)}: it has one step below 100% (canary), or equal steps of at least 3% (linear), in tenths of a percent.`,
    remedy: 'Write one `shift` below 100 and `shift: 100`, or equal steps such as 25, 50, 75 and 100.',
  };
}

/** Returns the same reason for the shares of a plan; what is finer than a tenth has a reason of its own (`ecsShareProblem`). */
export function ecsPlanProblem(
  shares: readonly number[],
): { readonly message: string; readonly remedy: string } | null {
  return stepsProblem(plannedSteps(shares.map(tenths)));
}
