import type { ECSClient, ServiceDeployment } from '@aws-sdk/client-ecs';
import type { Clock } from '../../../ports/clock.ts';
import { TargetChanged, TargetFault } from '../../../ports/target.ts';
import { errorCode } from '../../shared/fault.ts';
import { continueDeployment, readDeployment } from './api.ts';
import { isBehindShares, openPauses, shareOf } from './standing.ts';
import { deploymentSteps, listShares, nextStep } from './steps.ts';

/** The most looks at a deployment within one shift: ECS may pause at each of its stages before the traffic. */
const LOOKS = 10;
/** The time until ECS shows that it goes on, in milliseconds. */
const LOOK_AGAIN_MS = 1000;

/** A deployment that is to go on. */
interface Job {
  readonly client: ECSClient;
  readonly clock: Clock;
  /** The name of the target. */
  readonly name: string;
  /** The share to reach, in percent; `end` to leave the pause behind the last share too. */
  readonly goal: number | 'end';
}

/** Tells whether the pauses at which a deployment waits stand between it and the goal. */
function isInTheWay(deployment: ServiceDeployment, { goal }: Job): boolean {
  if (openPauses(deployment).length === 0) return false;
  return goal === 'end' || (!isBehindShares(deployment) && shareOf(deployment) < goal);
}

/** @throws TargetFault when the deployment has no such step, so that going on would lead past the goal */
function refuseOvershoot(deployment: ServiceDeployment, { goal, name }: Job): void {
  const share = shareOf(deployment);
  const steps = deploymentSteps(deployment.deploymentConfiguration ?? {});
  if (goal === 'end') return;
  if (goal < share) {
    const text = `ECS cannot lower the share of ${name}: it has ${share}%. Roll back, or change the plan to go on from there.`;
    throw new TargetFault('cannot-lower', text, true);
  }
  const next = nextStep(steps, share);
  if (goal === share || next <= goal) return;
  const text = `ECS shifts ${name} to ${next}% next, not to ${goal}%: its steps are ${listShares(steps)}. Roll back, and start with a plan of these steps.`;
  throw new TargetFault('no-such-step', text, true);
}

async function leave(client: ECSClient, arn: string, hookId: string, name: string): Promise<void> {
  try {
    await continueDeployment(client, arn, hookId);
  } catch (error) {
    const code = errorCode(error);
    // Somebody continued it, or its time was over: the next read says which.
    if (code === 'InvalidParameterException' || code === 'ClientException')
      throw new TargetChanged(name, { cause: error });
    throw error;
  }
}

/**
 * Lets a deployment go on from each pause that stands before the goal. Each hook is continued once; ECS shows a moment later that it
 * was.
 *
 * @throws TargetChanged when a pause is gone; TargetFault when the deployment cannot have the goal
 */
export async function goOn(deployment: ServiceDeployment, job: Job): Promise<void> {
  const { client, clock, name } = job;
  const { serviceDeploymentArn: arn = '' } = deployment;
  const continued = new Set<string>();
  let now = deployment;
  refuseOvershoot(now, job);
  for (let looks = 0; looks < LOOKS && isInTheWay(now, job); looks++) {
    const open = openPauses(now).filter(({ hookId }) => !continued.has(hookId));
    for (const { hookId } of open) {
      await leave(client, arn, hookId, name);
      continued.add(hookId);
    }
    if (open.length === 0) await clock.wait(LOOK_AGAIN_MS);
    now = await readDeployment(client, arn);
  }
}
