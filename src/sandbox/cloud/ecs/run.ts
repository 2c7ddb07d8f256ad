import { after, BEGIN_MS, cancelWaits, complete, fail, type RunDeps, stop } from './end.ts';
import { openPauses } from './pauses.ts';
import { listVisits, SCALE_UP_MS, STAGE_MS, type Visit } from './stages.ts';
import { type Deployed, type EcsService, isOngoing, setStatus } from './state.ts';

/** The time between two tries to start a task that does not become healthy, in milliseconds. */
const RETRY_MS = SCALE_UP_MS / 2;

/** Returns the failed tasks at which the circuit breaker opens. Source: API Reference, "ServiceDeploymentCircuitBreaker". */
export function breakerThreshold({ desired }: Pick<EcsService, 'desired'>): number {
  return Math.min(200, Math.max(3, Math.ceil(desired / 2)));
}

/**
 * Begins a deployment. One that has not ended is stopped first, and both of their revisions are active, so that the new one reconciles.
 * AWS documents the stage and not the times; the model takes seconds.
 */
export function begin(deps: RunDeps, { service, deployment }: Deployed): void {
  const ongoing = service.deployments.filter((other) => other !== deployment && isOngoing(other));
  for (const other of ongoing) stop(deps, other, 'A newer service deployment started.');
  const visits = listVisits(deployment.configuration, deployment.sources.length > 1);
  after(deps, deployment, ongoing.length > 0 ? STAGE_MS : BEGIN_MS, () => {
    service.active = [...service.active, deployment.target];
    deployment.startedAt = deps.now();
    setStatus(deployment, { status: 'IN_PROGRESS', at: deps.now() });
    const reason = `ECS deployment ${deployment.id} in progress.`;
    deps.events.deployment('SERVICE_DEPLOYMENT_IN_PROGRESS', { service, deployment, reason });
    visit(deps, { service, deployment }, visits);
  });
}

/** Goes through the first of the stages that are left, then through the others. */
function visit(deps: RunDeps, deployed: Deployed, [first, ...others]: readonly Visit[]): void {
  if (first === undefined) {
    complete(deps, deployed);
    return;
  }
  const { service, deployment } = deployed;
  const { stage, ms, percent } = first;
  Object.assign(deployment, { stage, updatedAt: deps.now(), pauses: [] });
  if (stage === 'RECONCILE_SERVICE') reconcile(deps, deployed);
  if (percent !== undefined) deps.traffic.shift(service, deployment.target, percent);
  const next = (): void => visit(deps, deployed, others);
  if (stage === 'SCALE_UP') {
    scaleUp(deps, deployed, next);
    return;
  }
  deployment.goOn = () => {
    cancelWaits(deployment);
    after(deps, deployment, ms, next);
  };
  openPauses(deps, deployed, others.length);
}

/** Brings all traffic to the revision that was deployed last with success, and ends the tasks of the interrupted ones. */
function reconcile({ traffic }: RunDeps, { service, deployment: { target } }: Deployed): void {
  const { current } = service;
  traffic.shift(service, current, 100);
  for (const other of service.active) if (other !== current && other !== target) traffic.retire(service, other);
  service.active = [current, target];
}

/** Starts the tasks of the new revision, until they are healthy or the circuit breaker opens. */
function scaleUp(deps: RunDeps, deployed: Deployed, next: () => void): void {
  const { service, deployment } = deployed;
  const { target, configuration } = deployment;
  const { enable = false, rollback: rollsBack = false } = configuration.deploymentCircuitBreaker ?? {};
  target.pending = service.desired;
  const look = (): void => {
    if (!deps.isFailing(target.taskDefinition)) {
      deps.traffic.start(service, target);
      next();
      return;
    }
    deployment.failedTasks += 1;
    const reason = 'ECS deployment circuit breaker: task failed to start.';
    if (enable && deployment.failedTasks >= breakerThreshold(service)) fail(deps, deployed, { reason, rollsBack });
    else after(deps, deployment, RETRY_MS, look);
  };
  after(deps, deployment, SCALE_UP_MS, look);
}
