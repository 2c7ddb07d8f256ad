import { createHash } from 'node:crypto';
import type {
  DeploymentConfiguration,
  DeploymentLifecycleHookAction,
  DeploymentLifecycleHookStage,
  DeploymentLifecycleHookStatus,
  ServiceDeploymentLifecycleStage,
  ServiceDeploymentStatus,
} from '@aws-sdk/client-ecs';

/** A stage of a deployment. The SDK's own type lacks `PRE_PRODUCTION_TRAFFIC_SHIFT`, which its documentation has. */
export type Stage = ServiceDeploymentLifecycleStage | DeploymentLifecycleHookStage;

/** A service revision: what the service runs, and where its tasks are registered. */
export interface Revision {
  readonly arn: string;
  /** The ARN of its task definition. */
  readonly taskDefinition: string;
  /** The ARN of the target group of its tasks; null without a load balancer. */
  readonly group: string | null;
  readonly createdAt: number;
  running: number;
  pending: number;
  /** The share of the production traffic that it should have, in percent. */
  weight: number;
}

/** A pause at a stage. */
export interface Pause {
  readonly id: string;
  readonly expiresAt: number;
  readonly timeoutAction: DeploymentLifecycleHookAction;
  status: DeploymentLifecycleHookStatus;
}

/** A service deployment. */
export interface Deployment {
  readonly arn: string;
  /** Its id in `deployments` of the service and in events: `ecs-svc/…`. */
  id: string;
  readonly sources: readonly Revision[];
  readonly target: Revision;
  readonly configuration: DeploymentConfiguration;
  readonly createdAt: number;
  startedAt: number | null;
  endedAt: number | null;
  updatedAt: number;
  status: ServiceDeploymentStatus;
  reason: string | null;
  stage: Stage | null;
  /** The pauses of the current stage. */
  pauses: readonly Pause[];
  rollback: { readonly reason: string; readonly startedAt: number; readonly revision: string } | null;
  triggered: readonly string[];
  failedTasks: number;
  /** Cancels everything that it waits for. */
  readonly waits: (() => void)[];
  /** Goes on from the current stage, once nothing pauses it. */
  goOn: () => void;
}

/** A load balancer in front of a service. */
export interface Balanced {
  /** The ARN of the listener rule with the production traffic. */
  readonly rule: string;
  /** The ARNs of the two target groups; revisions take turns. */
  readonly groups: readonly [string, string];
}

/** A service. */
export interface EcsService {
  readonly arn: string;
  readonly name: string;
  /** The ARN of its cluster. */
  readonly cluster: string;
  readonly balanced: Balanced | null;
  readonly desired: number;
  readonly createdAt: number;
  configuration: DeploymentConfiguration;
  /** The revision that was deployed last with success. */
  current: Revision;
  /** The revisions that have tasks or traffic: more than one after a deployment that was stopped. */
  active: readonly Revision[];
  /** Oldest first. */
  readonly deployments: Deployment[];
}

/** A deployment of a service. */
export interface Deployed {
  readonly service: EcsService;
  readonly deployment: Deployment;
}

/** The statuses of a deployment that has not ended. Source: ECS developer guide, "View service history using service deployments". */
const ONGOING: ReadonlySet<ServiceDeploymentStatus> = new Set([
  'PENDING',
  'IN_PROGRESS',
  'STOP_REQUESTED',
  'ROLLBACK_REQUESTED',
  'ROLLBACK_IN_PROGRESS',
]);

/** True until a deployment has ended. */
export function isOngoing({ status }: Pick<Deployment, 'status'>): boolean {
  return ONGOING.has(status);
}

const ACCOUNT = 'us-east-1:123456789012';

/** Returns the ARN of a cluster, by its name or its ARN. */
export function clusterArn(cluster = 'default'): string {
  return cluster.startsWith('arn:') ? cluster : `arn:aws:ecs:${ACCOUNT}:cluster/${cluster}`;
}

/** Returns the ARN of something of the model. @param path of the kind and the names, such as `service/shop/web` */
export function ecsArn(path: string): string {
  return `arn:aws:ecs:${ACCOUNT}:${path}`;
}

/** Returns an id that is the same in every run of the model. @param length of at most 43 characters */
export function stableId(text: string, length: number): string {
  return createHash('sha256').update(text).digest('base64url').slice(0, length);
}

/** Returns an id of 19 digits that is the same in every run of the model. */
export function stableNumber(text: string): string {
  const hex = createHash('sha256').update(text).digest('hex').slice(0, 16);
  return String(BigInt(`0x${hex}`))
    .padStart(19, '1')
    .slice(0, 19);
}

/** Moves a deployment to a status. @param reason null keeps the one it has */
export function setStatus(
  deployment: Deployment,
  { status, reason, at }: { readonly status: ServiceDeploymentStatus; readonly reason?: string; readonly at: number },
): void {
  deployment.status = status;
  deployment.reason = reason ?? deployment.reason;
  deployment.updatedAt = at;
  if (!isOngoing(deployment)) deployment.endedAt = at;
}
