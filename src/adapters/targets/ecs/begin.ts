import {
  type DeploymentConfiguration,
  type DeploymentLifecycleHook,
  type ECSClient,
  type Service,
  UpdateServiceCommand,
} from '@aws-sdk/client-ecs';
import { TargetFault } from '../../../ports/target.ts';
import { findService } from './api.ts';
import type { EcsFrozen } from './config.ts';
import { strategyFor } from './steps.ts';

/** The longest wait of ECS at a pause, in minutes (Amazon ECS developer guide, "Pause hooks for Amazon ECS service deployments"). */
const LONGEST_PAUSE_MINUTES = 14 * 24 * 60;

/** The stages at which a deployment that Serin begins pauses: before each step of the traffic, and behind the last one. */
const PAUSED = ['PRE_PRODUCTION_TRAFFIC_SHIFT', 'POST_PRODUCTION_TRAFFIC_SHIFT'] as const;

function pausesAt(
  { targetType, lifecycleStages = [] }: DeploymentLifecycleHook,
  stage: (typeof PAUSED)[number],
): boolean {
  return targetType === 'PAUSE' && lifecycleStages.includes(stage);
}

/**
 * Returns the hooks of a service, with a pause at each of the needed stages that has none. Each pause waits as long as ECS lets it and
 * then rolls back: with a timeout of its own it could go on without Serin, or end within a bake of the plan.
 */
function withPauses(hooks: readonly DeploymentLifecycleHook[]): DeploymentLifecycleHook[] {
  const timeoutConfiguration = { timeoutInMinutes: LONGEST_PAUSE_MINUTES, action: 'ROLLBACK' } as const;
  const kept = hooks.map((hook) => (hook.targetType === 'PAUSE' ? { ...hook, timeoutConfiguration } : hook));
  const missing = PAUSED.filter((stage) => !hooks.some((hook) => pausesAt(hook, stage)));
  if (missing.length === 0) return kept;
  return [...kept, { targetType: 'PAUSE', lifecycleStages: missing, timeoutConfiguration }];
}

/**
 * Returns the configuration of a deployment with these steps that pauses before each of them. What the service has beside its strategy
 * and its pauses stays: alarms, circuit breaker, other hooks. ECS waits for nobody but Serin, so its bake times are 0.
 */
export function configurationFor(
  now: DeploymentConfiguration,
  steps: readonly number[],
): DeploymentConfiguration | null {
  const strategy = strategyFor(steps);
  if (strategy === null) return null;
  const { linearConfiguration: _linear, canaryConfiguration: _canary, earlySuccessCriteria: _early, ...kept } = now;
  return { ...kept, ...strategy, bakeTimeInMinutes: 0, lifecycleHooks: withPauses(now.lifecycleHooks ?? []) };
}

/**
 * Begins the deployment of a version: the service gets its task definition and the strategy of the plan.
 *
 * @returns the ARN of the deployment; null when ECS names none a moment later: a later read finds it
 * @throws TargetFault when ECS cannot have the steps
 */
export async function beginDeployment(client: ECSClient, service: Service, frozen: EcsFrozen): Promise<string | null> {
  const { clusterArn: cluster, serviceName: name = '' } = service;
  const deploymentConfiguration = configurationFor(service.deploymentConfiguration ?? {}, frozen.steps);
  if (deploymentConfiguration === null)
    throw new TargetFault('steps-not-possible', `ECS cannot have the steps of the plan for ${name}.`, true);
  const { service: updated } = await client.send(
    new UpdateServiceCommand({
      ...{ cluster, service: name, taskDefinition: frozen.canary.taskDefinition, deploymentConfiguration },
    }),
  );
  const newArn = ({ currentServiceDeployment: arn }: Service = {}) => (arn === frozen.before ? undefined : arn);
  const config = { kind: 'ecs', cluster: cluster ?? '', service: name } as const;
  return newArn(updated) ?? newArn((await findService(client, config)) ?? undefined) ?? null;
}
