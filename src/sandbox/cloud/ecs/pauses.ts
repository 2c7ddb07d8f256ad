import type { DeploymentLifecycleHookAction, DeploymentLifecycleHookStage } from '@aws-sdk/client-ecs';
import { PAUSE_MINUTES, refuse } from './configuration.ts';
import { type RunDeps, rollBack } from './end.ts';
import { type Deployed, type Deployment, type Pause, stableId } from './state.ts';

/**
 * Opens the pauses of the stage that a deployment is at. All of them are open at once: the deployment goes on when each was continued,
 * and rolls back when one is. Source: ECS developer guide, "Pause hooks for Amazon ECS service deployments".
 * @param visit makes their ids unique, because a stage can come again
 */
export function openPauses(deps: RunDeps, deployed: Deployed, visit: number): void {
  const { deployment } = deployed;
  deployment.pauses = listPauses(deployment, visit, deps.now());
  if (deployment.pauses.length === 0) deployment.goOn();
  for (const pause of deployment.pauses) {
    deployment.waits.push(deps.at(pause.expiresAt, () => expire(deps, deployed, pause)));
    deps.events.hook('HOOK_AWAITING_ACTION', { ...deployed, pause });
  }
}

/** Takes an action on a pause. @throws InvalidParameterException when no such pause awaits one */
export function settlePause(
  deps: RunDeps,
  deployed: Deployed,
  { hookId, action }: { readonly hookId: string; readonly action: DeploymentLifecycleHookAction },
): void {
  const pause = deployed.deployment.pauses.find(({ id }) => id === hookId);
  if (pause?.status !== 'AWAITING_ACTION') refuse(`No lifecycle hook ${hookId} is awaiting action.`);
  pause.status = action === 'CONTINUE' ? 'SUCCEEDED' : 'FAILED';
  deps.events.hook(action === 'CONTINUE' ? 'HOOK_SUCCEEDED' : 'HOOK_FAILED', { ...deployed, pause });
  act(deps, deployed, pause, action);
}

function expire(deps: RunDeps, deployed: Deployed, pause: Pause): void {
  if (pause.status !== 'AWAITING_ACTION') return;
  pause.status = 'TIMED_OUT';
  deps.events.hook('HOOK_TIMED_OUT', { ...deployed, pause });
  act(deps, deployed, pause, pause.timeoutAction);
}

function act(deps: RunDeps, deployed: Deployed, { id }: Pause, action: DeploymentLifecycleHookAction): void {
  const { deployment } = deployed;
  if (action === 'ROLLBACK') rollBack(deps, deployed, `The lifecycle hook ${id} asked for a rollback.`);
  else if (deployment.pauses.every(({ status }) => status !== 'AWAITING_ACTION')) deployment.goOn();
}

function listPauses({ arn, stage, configuration }: Deployment, visit: number, now: number): readonly Pause[] {
  return (configuration.lifecycleHooks ?? []).flatMap(({ lifecycleStages = [], timeoutConfiguration }, index) => {
    if (!lifecycleStages.includes(stage as DeploymentLifecycleHookStage)) return [];
    const { timeoutInMinutes = PAUSE_MINUTES, action = 'ROLLBACK' } = timeoutConfiguration ?? {};
    return {
      id: `ecs-pause-${stableId(`${arn} ${visit} ${index}`, 43)}`,
      expiresAt: now + timeoutInMinutes * 60_000,
      timeoutAction: action,
      status: 'AWAITING_ACTION' as const,
    };
  });
}
