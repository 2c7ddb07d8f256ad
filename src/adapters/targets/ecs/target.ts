import { isDeepStrictEqual } from 'node:util';
import type { ECSClient } from '@aws-sdk/client-ecs';
import type { TargetState } from '../../../domain/rollout/record.ts';
import type { Clock } from '../../../ports/clock.ts';
import {
  type DeploymentSource,
  type Goal,
  type Reading,
  type RollbackResult,
  type Target,
  TargetChanged,
  TargetFault,
  type VersionSource,
} from '../../../ports/target.ts';
import { errorCode } from '../../shared/fault.ts';
import { faulting, toFault } from '../fault.ts';
import { ecsApi, type LoadEcs, readDeployment, stopDeployment } from './api.ts';
import { beginDeployment } from './begin.ts';
import { writeChange } from './change.ts';
import { ecsConfig, ecsName, readFrozen } from './config.ts';
import { goOn } from './go-on.ts';
import { inspectEcs } from './inspect.ts';
import { findFirstEnd, isGoingBack, isUnderWay, reasonText } from './standing.ts';
import { findUnderWay } from './under-way.ts';
import { startableVersions } from './versions.ts';
import { type EcsWorld, findArn, findStanding, isUnnamed, readWorld, tokenOf } from './world.ts';

/**
 * Creates the target for the deployments of services of Amazon ECS. ECS moves the traffic; a shift lets a deployment go on from its
 * pause, and a rollback stops it (docs/guides/ecs.md).
 */
export function createEcsTarget({
  load,
  clock,
}: {
  readonly load: LoadEcs;
  readonly clock: Clock;
}): Target & VersionSource & DeploymentSource {
  const toName = (config: unknown) => ecsName(ecsConfig.parse(config));
  return {
    inspect: (ask) => faulting(ecsApi, toName(ask.config), async () => inspectEcs(await load(), ask)),
    read: (target, asks) =>
      faulting(ecsApi, target.name, async () => {
        const world = await readWorld(await load(), target);
        const reading = toReading(world, target, clock.now());
        return asks === 'way-back' && hasEnded(world) ? { ...reading, noWayBack: noWayBack(target) } : reading;
      }),
    shift: (target, goal, expected) =>
      faulting(ecsApi, target.name, async () => {
        const client = await load();
        const world = await readWorld(client, target);
        if (!isDeepStrictEqual(tokenOf(world), expected.token)) throw new TargetChanged(target.name);
        return { change: await move({ client, clock, target, world }, goal) };
      }),
    back: (targets) => Promise.all(targets.map((target) => bringBack(load, target))),
    versions: (config) =>
      faulting(ecsApi, toName(config), async () => startableVersions(await load(), ecsConfig.parse(config))),
    underWay: (config) =>
      faulting(ecsApi, toName(config), async () => findUnderWay(await load(), ecsConfig.parse(config))),
  };
}

function toReading(world: EcsWorld, target: TargetState, now: number): Reading {
  const { weight, isSettled, towards, promoted, atBaseline, drift, wentBack } = findStanding(world, target);
  const { observed } = target;
  const since = observed?.weight === weight && observed.effectiveAt !== null ? observed.effectiveAt : now;
  const arn = world.deployment?.serviceDeploymentArn;
  const pause = world.deployment === null ? null : findFirstEnd(world.deployment);
  return {
    ...{ weight, token: tokenOf(world), effectiveAt: isSettled ? since : null, drift, atBaseline, promoted },
    ...(towards !== null && { towards }),
    ...(pause !== null && { pause: { ...pause, since: now } }),
    ...(wentBack !== null && { wentBack }),
    ...(arn !== undefined && { change: writeChange({ deployment: arn, goal: world.goal }) }),
  };
}

function hasEnded({ deployment }: EcsWorld): boolean {
  return deployment?.status === 'SUCCESSFUL';
}

function noWayBack({ stable, canary }: Pick<TargetState, 'stable' | 'canary'>): string {
  return `ECS has finished the deployment of ${canary} and ended the tasks of ${stable}: start ${stable} to have it again.`;
}

interface Move {
  readonly client: ECSClient;
  readonly clock: Clock;
  readonly target: TargetState;
  readonly world: EcsWorld;
}

/** Moves a deployment to a goal, or begins it. @returns the change that is under way; null where there is none */
async function move({ client, clock, target, world }: Move, goal: Goal): Promise<string | null> {
  const { deployment, service } = world;
  if (deployment === null) {
    const wants = goal.kind === 'promoted' || (goal.kind === 'weight' && goal.weight > 0);
    if (!wants || isUnnamed(service, target)) return null;
    const begun = await beginDeployment(client, service, readFrozen(target));
    if (begun === null) return null;
    return writeChange({ deployment: begun, goal: goal.kind === 'promoted' ? 100 : goal.weight });
  }
  const { serviceDeploymentArn: arn = '' } = deployment;
  if (!isUnderWay(deployment)) return writeChange({ deployment: arn, goal: null });
  if (goal.kind === 'baseline') {
    await stopDeployment(client, arn);
    return writeChange({ deployment: arn, goal: null });
  }
  const wanted = goal.kind === 'promoted' ? 'end' : goal.weight;
  await goOn(deployment, { client, clock, name: target.name, goal: wanted });
  return writeChange({ deployment: arn, goal: wanted });
}

/** Rolls the deployment of a target back without reading it. Only the deployment that a lost shift began is looked for. */
async function bringBack(load: LoadEcs, target: TargetState): Promise<RollbackResult> {
  try {
    const client = await load();
    const arn = await findArn(client, target);
    if (arn === null) return { change: null };
    try {
      await stopDeployment(client, arn);
    } catch (error) {
      await ifBack(client, arn, target, error);
    }
    return { change: writeChange({ deployment: arn, goal: null }) };
  } catch (error) {
    return { fault: toFault(error, ecsApi, target.name) };
  }
}

/** The codes by which ECS may refuse to stop a deployment that is over (Amazon ECS API Reference, StopServiceDeployment). */
const OVER: ReadonlySet<string> = new Set(['ConflictException', 'InvalidParameterException', 'ClientException']);

/** The statuses of a deployment that is over and has no way back, in words. */
const NO_WAY_BACK: Readonly<Record<string, string>> = {
  STOPPED: 'has stopped the deployment',
  ROLLBACK_FAILED: 'failed to roll back the deployment',
};

/** Takes the refusal of a deployment that is back already. @throws a fault for one that is over otherwise, and any other refusal */
async function ifBack(client: ECSClient, arn: string, target: TargetState, refusal: unknown): Promise<void> {
  if (!OVER.has(errorCode(refusal))) throw refusal;
  const deployment = await readDeployment(client, arn);
  if (isGoingBack(deployment)) return;
  if (deployment.status === 'SUCCESSFUL') throw new TargetFault('deployment-finished', noWayBack(target), true);
  const what = NO_WAY_BACK[deployment.status ?? ''];
  if (what === undefined) throw refusal;
  const { stable, canary } = target;
  const text = `ECS ${what} of ${canary}${reasonText(deployment)}. Its traffic stays as it is: look at the service in the console of ECS, and start ${stable} to have it again.`;
  throw new TargetFault('deployment-over', text, true);
}
