import type { Events } from './event.ts';
import { SCALE_UP_MS, STAGE_MS } from './stages.ts';
import { type Deployed, type Deployment, setStatus, stableNumber } from './state.ts';
import type { Traffic } from './traffic.ts';

/** The parts of the world that deployments need. */
export interface RunDeps {
  now(): number;
  /** Runs something at a time, and returns a function that cancels it. */
  at(time: number, happening: () => unknown): () => void;
  readonly events: Events;
  readonly traffic: Traffic;
  /** True while the tasks of a task definition do not become healthy. */
  isFailing(taskDefinition: string): boolean;
}

/** The time before a new deployment begins, and before a rollback does, in milliseconds. */
export const BEGIN_MS = 1000;

/** The statuses in which a deployment can still be rolled back. */
const FORWARD: ReadonlySet<string> = new Set(['PENDING', 'IN_PROGRESS']);

/** Lets something happen later, unless the deployment ends before. @param ms from now */
export function after({ now, at }: RunDeps, { waits }: Deployment, ms: number, happening: () => void): void {
  waits.push(at(now() + ms, happening));
}

/** Cancels everything that a deployment waits for. */
export function cancelWaits({ waits }: Deployment): void {
  for (const cancel of waits.splice(0)) cancel();
}

/** Ends a deployment whose stages are all over. */
export function complete(deps: RunDeps, { service, deployment }: Deployed): void {
  const { target, sources } = deployment;
  service.current = target;
  deps.traffic.shift(service, target, 100);
  for (const source of sources) deps.traffic.retire(service, source);
  service.active = [target];
  completeAs(deps, { service, deployment }, 'SUCCESSFUL');
}

/** Stops a deployment and leaves its tasks and its traffic as they are; the next one reconciles. */
export function stop(deps: RunDeps, deployment: Deployment, reason: string): void {
  const { now } = deps;
  cancelWaits(deployment);
  deployment.pauses = [];
  setStatus(deployment, { status: 'STOP_REQUESTED', reason, at: now() });
  after(deps, deployment, STAGE_MS / 2, () => setStatus(deployment, { status: 'STOPPED', at: now() }));
}

/** Ends a deployment that failed: it rolls back, or stops with the traffic as it is. */
export function fail(
  deps: RunDeps,
  deployed: Deployed,
  { reason, rollsBack }: { readonly reason: string; readonly rollsBack: boolean },
): void {
  deps.events.deployment('SERVICE_DEPLOYMENT_FAILED', { ...deployed, reason });
  if (rollsBack) rollBack(deps, deployed, reason);
  else stop(deps, deployed.deployment, reason);
}

/**
 * Rolls a deployment back; one that stops or goes back already goes on with that. Source: ECS developer guide, "Stopping Amazon ECS
 * service deployments".
 */
export function rollBack(deps: RunDeps, { service, deployment }: Deployed, reason: string): void {
  if (!FORWARD.has(deployment.status)) return;
  const { now, events, traffic } = deps;
  const { current } = service;
  cancelWaits(deployment);
  deployment.pauses = [];
  deployment.rollback = { reason, startedAt: now(), revision: current.arn };
  setStatus(deployment, { status: 'ROLLBACK_REQUESTED', reason, at: now() });
  after(deps, deployment, BEGIN_MS, () => {
    setStatus(deployment, { status: 'ROLLBACK_IN_PROGRESS', at: now() });
    traffic.shift(service, current, 100);
    // In the list of the service, a rollback is a deployment of its own.
    const failed = deployment.id;
    deployment.id = `ecs-svc/${stableNumber(`${deployment.arn} back`)}`;
    const back = `ECS deployment ${failed} failed: rolling back to ${deployment.id}.`;
    events.deployment('SERVICE_DEPLOYMENT_IN_PROGRESS', { service, deployment, reason: back });
    after(deps, deployment, SCALE_UP_MS / 2, () => {
      for (const other of service.active) if (other !== current) traffic.retire(service, other);
      service.active = [current];
      completeAs(deps, { service, deployment }, 'ROLLBACK_SUCCESSFUL');
    });
  });
}

function completeAs(
  { now, events }: RunDeps,
  { service, deployment }: Deployed,
  status: 'SUCCESSFUL' | 'ROLLBACK_SUCCESSFUL',
): void {
  setStatus(deployment, { status, at: now() });
  const reason = `ECS deployment ${deployment.id} completed.`;
  events.deployment('SERVICE_DEPLOYMENT_COMPLETED', { service, deployment, reason });
}
