import {
  type DeploymentConfiguration,
  type DeploymentLifecycleHook,
  type DeploymentStrategy,
  InvalidParameterException,
} from '@aws-sdk/client-ecs';

/** The stages at which a hook can pause. Source: ECS developer guide, "Pause hooks for Amazon ECS service deployments". */
const PAUSABLE: ReadonlySet<string> = new Set([
  'RECONCILE_SERVICE',
  'PRE_SCALE_UP',
  'POST_SCALE_UP',
  'POST_TEST_TRAFFIC_SHIFT',
  'PRE_PRODUCTION_TRAFFIC_SHIFT',
  'POST_PRODUCTION_TRAFFIC_SHIFT',
]);

/** The most pause hooks of a service, and the longest pause in minutes: 14 days (same source). */
const MAX = { hooks: 10, minutes: 20_160 };

/** The time that a hook pauses when it says none, in minutes: a day (same source). */
export const PAUSE_MINUTES = 1440;

/** The longest bake time, in minutes: a day (API Reference, "CanaryConfiguration"). */
const MAX_BAKE_MINUTES = 1440;

/** Refuses a request as ECS does. @throws InvalidParameterException always */
export function refuse(message: string): never {
  throw new InvalidParameterException({ message, $metadata: {} });
}

/** True for a multiple of 0.1 in a range, in percent. */
function isShare(percent: number, least: number): boolean {
  return percent >= least && percent <= 100 && Math.abs(percent * 10 - Math.round(percent * 10)) < 1e-9;
}

function isMinutes(minutes: number): boolean {
  return Number.isInteger(minutes) && minutes >= 0 && minutes <= MAX_BAKE_MINUTES;
}

/** Checks the steps of a strategy. Sources of the ranges: API Reference, "CanaryConfiguration", "LinearConfiguration". */
function stepProblems({ strategy, canaryConfiguration: canary, linearConfiguration: linear }: DeploymentConfiguration) {
  return [
    canary !== undefined && strategy !== 'CANARY' && 'canaryConfiguration needs the strategy CANARY',
    linear !== undefined && strategy !== 'LINEAR' && 'linearConfiguration needs the strategy LINEAR',
    !isShare(canary?.canaryPercent ?? 5, 0.1) && 'canaryPercent must be a multiple of 0.1 from 0.1 to 100',
    !isShare(linear?.stepPercent ?? 10, 3) && 'stepPercent must be a multiple of 0.1 from 3 to 100',
    !isMinutes(canary?.canaryBakeTimeInMinutes ?? 0) && `canaryBakeTimeInMinutes must be 0 to ${MAX_BAKE_MINUTES}`,
    !isMinutes(linear?.stepBakeTimeInMinutes ?? 0) && `stepBakeTimeInMinutes must be 0 to ${MAX_BAKE_MINUTES}`,
  ];
}

function hookProblems({ lifecycleStages = [], targetType, timeoutConfiguration, ...hook }: DeploymentLifecycleHook) {
  const { timeoutInMinutes: minutes = PAUSE_MINUTES } = timeoutConfiguration ?? {};
  const isArmed = hook.hookTargetArn !== undefined || hook.roleArn !== undefined;
  return [
    targetType !== 'PAUSE' && 'the model has only hooks of the type PAUSE',
    isArmed && 'a PAUSE hook has no hookTargetArn and no roleArn',
    lifecycleStages.length === 0 && 'a hook needs a lifecycle stage',
    ...lifecycleStages.map((stage) => !PAUSABLE.has(stage) && `a PAUSE hook cannot be at ${stage}`),
    (!Number.isInteger(minutes) || minutes < 1 || minutes > MAX.minutes) &&
      `timeoutInMinutes must be 1 to ${MAX.minutes}`,
  ];
}

/**
 * Returns a deployment configuration as it is kept.
 * @param isBalanced true when a load balancer is in front of the service: only then traffic can shift
 * @throws InvalidParameterException with all problems at once
 */
export function keepConfiguration(
  configuration: DeploymentConfiguration,
  isBalanced: boolean,
): DeploymentConfiguration {
  const { strategy = 'ROLLING', lifecycleHooks: hooks = [], bakeTimeInMinutes: bake } = configuration;
  const problems = [
    strategy !== 'ROLLING' && !isBalanced && `the strategy ${strategy} needs a load balancer with two target groups`,
    strategy === 'BLUE_GREEN' && bake === undefined && 'the strategy BLUE_GREEN needs bakeTimeInMinutes',
    !isMinutes(bake ?? 0) && `bakeTimeInMinutes must be 0 to ${MAX_BAKE_MINUTES}`,
    hooks.length > MAX.hooks && `a service has at most ${MAX.hooks} PAUSE hooks`,
    ...stepProblems({ ...configuration, strategy }),
    ...hooks.flatMap(hookProblems),
  ].filter((problem) => problem !== false);
  if (problems.length > 0) refuse(problems.join('; '));
  return { ...configuration, strategy, bakeTimeInMinutes: bake ?? 0 };
}

/** One shift of the production traffic. */
export interface TrafficStep {
  /** The share of the new revision from here on, in percent. */
  readonly percent: number;
  /** The time before the next shift, in minutes. */
  readonly bakeMinutes: number;
}

/**
 * Returns the shifts of the production traffic. The bake time of a step does not apply once all traffic has shifted. Source of the
 * defaults: API Reference, "CanaryConfiguration", "LinearConfiguration".
 */
export function trafficSteps({ strategy, ...configuration }: DeploymentConfiguration): readonly TrafficStep[] {
  const { canaryPercent = 5, canaryBakeTimeInMinutes: canaryBake = 10 } = configuration.canaryConfiguration ?? {};
  const { stepPercent = 10, stepBakeTimeInMinutes: stepBake = 6 } = configuration.linearConfiguration ?? {};
  const inSteps = (percents: readonly number[], bakeMinutes: number) => [
    ...percents.filter((percent) => percent < 100).map((percent) => ({ percent, bakeMinutes })),
    { percent: 100, bakeMinutes: 0 },
  ];
  const steps: Readonly<Record<DeploymentStrategy, () => readonly TrafficStep[]>> = {
    ROLLING: () => [],
    BLUE_GREEN: () => inSteps([], 0),
    CANARY: () => inSteps([canaryPercent], canaryBake),
    LINEAR: () =>
      inSteps(
        Array.from(
          { length: Math.floor(100 / stepPercent) },
          (_, step) => Math.round((step + 1) * stepPercent * 10) / 10,
        ),
        stepBake,
      ),
  };
  return steps[strategy ?? 'ROLLING']();
}
