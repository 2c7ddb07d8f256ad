import type { ECSClient, Service, ServiceDeployment } from '@aws-sdk/client-ecs';
import type { Json } from '../../../domain/json.ts';
import type { TargetState } from '../../../domain/rollout/record.ts';
import { TargetFault } from '../../../ports/target.ts';
import { findingsAbout } from '../finding.ts';
import { readDeployment, readRevisions, readService } from './api.ts';
import { readChange } from './change.ts';
import { ecsConfig, lastPart, parseTaskDefinition, readFrozen } from './config.ts';
import { pauseFindings } from './pauses.ts';
import { type DeploymentGoal, isGoingBack, openPauses, readStanding, type Standing, shareOf } from './standing.ts';
import { deploymentSteps, isSame } from './steps.ts';

/** A service and the deployment of a rollout, as ECS has them. */
export interface EcsWorld {
  readonly service: Service;
  /** Null while the deployment of the rollout has not begun. */
  readonly deployment: ServiceDeployment | null;
  readonly goal: DeploymentGoal;
}

/** Reads the service and the deployment of a target. @throws TargetFault when one of them is gone */
export async function readWorld(client: ECSClient, target: TargetState): Promise<EcsWorld> {
  const config = ecsConfig.parse(target.config);
  const change = readChange(target.change);
  const arn = change?.deployment ?? readFrozen(target).deployment;
  if (arn === null) {
    const service = await readService(client, config);
    return { service, deployment: await findBegun(client, target, service), goal: null };
  }
  const [service, deployment] = await Promise.all([readService(client, config), readDeployment(client, arn)]);
  return { service, deployment, goal: change?.goal ?? null };
}

/** Returns the ARN of the deployment of a target: the known one, or the one that the first shift began; null before that. */
export async function findArn(client: ECSClient, target: TargetState): Promise<string | null> {
  const known = readChange(target.change)?.deployment ?? readFrozen(target).deployment;
  if (known !== null) return known;
  const service = await readService(client, ecsConfig.parse(target.config));
  if (isUnnamed(service, target))
    throw new TargetFault(
      'deployment-not-named',
      `Amazon ECS has not named the deployment of ${target.name} yet.`,
      false,
    );
  const begun = await findBegun(client, target, service);
  return begun?.serviceDeploymentArn ?? null;
}

/** Tells whether the first shift has begun a deployment that ECS has not named yet: the service has the new version already. */
export function isUnnamed({ currentServiceDeployment: arn, taskDefinition }: Service, target: TargetState): boolean {
  const { before, canary } = readFrozen(target);
  return (arn ?? null) === before && taskDefinition === canary.taskDefinition;
}

/**
 * Returns the deployment that a first shift began: a newer one than at the start, to the version of the rollout, with the steps of the
 * plan and pauses that wait for Serin. A deployment of that version with other steps is somebody else's.
 */
async function findBegun(
  client: ECSClient,
  target: TargetState,
  { currentServiceDeployment: arn }: Service,
): Promise<ServiceDeployment | null> {
  const { before, canary, steps } = readFrozen(target);
  if (arn === undefined || arn === before) return null;
  const deployment = await readDeployment(client, arn);
  const [revision] = await readRevisions(client, [deployment.targetServiceRevision?.arn ?? '']);
  if (revision?.taskDefinition !== canary.taskDefinition) return null;
  const configuration = deployment.deploymentConfiguration ?? {};
  const isPlanned = isSame(deploymentSteps(configuration), steps);
  return isPlanned && pauseFindings(configuration, null, findingsAbout(target.name)).length === 0 ? deployment : null;
}

function versionName(taskDefinition: string): string {
  return lastPart(parseTaskDefinition(taskDefinition) === null ? 'unknown' : taskDefinition);
}

/** Returns what somebody else deploys instead, in words; null while nobody does. */
function describeTakeover({ service, deployment }: EcsWorld, target: TargetState): string | null {
  const { before, stable, canary } = readFrozen(target);
  const { currentServiceDeployment: current, taskDefinition = '' } = service;
  if (deployment === null) {
    if (isUnnamed(service, target)) return null;
    if (taskDefinition === canary.taskDefinition)
      return `the deployment ${lastPart(current ?? 'none')} of ${versionName(taskDefinition)} has other steps or pauses than the plan`;
    if (taskDefinition !== stable.taskDefinition)
      return `the task definition is ${versionName(taskDefinition)}, it was ${versionName(stable.taskDefinition)}`;
    return current === undefined || current === before
      ? null
      : `the deployment is ${lastPart(current)}, it was ${lastPart(before ?? 'none')}`;
  }
  const { serviceDeploymentArn: ours = '' } = deployment;
  if (current === undefined || current === ours || isGoingBack(deployment)) return null;
  return `the deployment is ${lastPart(current)}, it was ${lastPart(ours)}`;
}

function toNotBegun(service: Service, target: TargetState): Standing {
  const isBegun = isUnnamed(service, target);
  return {
    ...{ weight: 0, isSettled: !isBegun, promoted: false, atBaseline: !isBegun },
    ...{ towards: null, drift: null, wentBack: null },
  };
}

/** Returns where a target stands. */
export function findStanding(world: EcsWorld, target: TargetState): Standing {
  const { deployment, goal } = world;
  const standing = deployment === null ? toNotBegun(world.service, target) : readStanding(deployment, goal);
  const takeover = describeTakeover(world, target);
  if (takeover === null) return standing;
  return { ...standing, atBaseline: false, drift: takeover };
}

/** Returns what a shift expects to find again: the deployment, and how far it is. */
export function tokenOf({ service, deployment }: EcsWorld): Json {
  return {
    current: service.currentServiceDeployment ?? null,
    taskDefinition: service.taskDefinition ?? null,
    deployment:
      deployment === null
        ? null
        : {
            arn: deployment.serviceDeploymentArn ?? null,
            status: deployment.status ?? null,
            stage: deployment.lifecycleStage ?? null,
            share: shareOf(deployment),
            pauses: openPauses(deployment).map(({ hookId }) => hookId),
          },
  };
}
