import type {
  Deployment as ListedDeployment,
  Service,
  ServiceDeployment,
  ServiceDeploymentBrief,
  ServiceDeploymentLifecycleStage,
  ServiceRevision,
  ServiceRevisionSummary,
  TaskDefinition,
} from '@aws-sdk/client-ecs';
import { breakerThreshold } from './run.ts';
import { type Deployed, type Deployment, type EcsService, isOngoing, type Revision } from './state.ts';

const toDate = (at: number | null): Date | undefined => (at === null ? undefined : new Date(at));

/** Returns a service as it is described. */
export function describeService(service: EcsService): Service {
  const { arn, name, cluster, desired, configuration, active, deployments } = service;
  const newest = deployments.at(-1) as Deployment;
  const count = (of: (revision: Revision) => number) => active.reduce((sum, revision) => sum + of(revision), 0);
  return {
    ...{
      serviceArn: arn,
      serviceName: name,
      clusterArn: cluster,
      status: 'ACTIVE',
      createdAt: toDate(service.createdAt),
    },
    ...{
      desiredCount: desired,
      runningCount: count(({ running }) => running),
      pendingCount: count(({ pending }) => pending),
    },
    ...{ launchType: 'FARGATE', schedulingStrategy: 'REPLICA', deploymentController: { type: 'ECS' } },
    loadBalancers: describeBalancers(service),
    taskDefinition: newestTaskDefinition(service, newest),
    deploymentConfiguration: structuredClone(configuration),
    deployments: describeList(service, newest),
    currentServiceDeployment: newest.arn,
    currentServiceRevisions: active.map(describeRevision).map(({ arn, requestedTaskCount, ...counts }) => ({
      ...{
        arn,
        requestedTaskCount,
        runningTaskCount: counts.runningTaskCount,
        pendingTaskCount: counts.pendingTaskCount,
      },
    })),
    events: [],
  };
}

/** Returns the task definition that a service should run: after a rollback the one of before. */
function newestTaskDefinition({ current }: EcsService, { rollback, target }: Deployment): string {
  return rollback === null ? target.taskDefinition : current.taskDefinition;
}

function describeBalancers({ name, balanced }: EcsService): Service['loadBalancers'] {
  if (balanced === null) return [];
  const [targetGroupArn, alternateTargetGroupArn] = balanced.groups;
  const roleArn = 'arn:aws:iam::123456789012:role/ecs-load-balancers';
  return [
    {
      ...{ targetGroupArn, containerName: name, containerPort: 8080 },
      advancedConfiguration: { alternateTargetGroupArn, productionListenerRule: balanced.rule, roleArn },
    },
  ];
}

function describeList({ current, desired }: EcsService, newest: Deployment): ListedDeployment[] {
  const describe = (
    { taskDefinition, running, pending, createdAt }: Revision,
    { id, status, rolloutState }: Pick<ListedDeployment, 'id' | 'status' | 'rolloutState'>,
  ): ListedDeployment => ({
    ...{ id, status, taskDefinition, desiredCount: desired, runningCount: running, pendingCount: pending },
    ...{ createdAt: toDate(createdAt), updatedAt: toDate(newest.updatedAt), rolloutState },
  });
  const of = `ecs-svc/${current.arn.split('/').at(-1)}`;
  if (!isOngoing(newest)) return [describe(current, { id: newest.id, status: 'PRIMARY', rolloutState: 'COMPLETED' })];
  return [
    {
      ...describe(newest.target, { id: newest.id, status: 'PRIMARY', rolloutState: 'IN_PROGRESS' }),
      failedTasks: newest.failedTasks,
    },
    describe(current, { id: of, status: 'ACTIVE', rolloutState: 'COMPLETED' }),
  ];
}

/** Returns a service deployment as it is listed. */
export function describeBrief({ service, deployment }: Deployed): ServiceDeploymentBrief {
  return {
    ...{ serviceDeploymentArn: deployment.arn, serviceArn: service.arn, clusterArn: service.cluster },
    ...{ createdAt: toDate(deployment.createdAt), startedAt: toDate(deployment.startedAt) },
    finishedAt: toDate(deployment.endedAt),
    ...{ targetServiceRevisionArn: deployment.target.arn, status: deployment.status },
    ...(deployment.reason !== null && { statusReason: deployment.reason }),
  };
}

/** Returns a service deployment as it is described. */
export function describeDeployment({ service, deployment }: Deployed): ServiceDeployment {
  const { targetServiceRevisionArn: _arn, ...brief } = describeBrief({ service, deployment });
  const { configuration, rollback, stage } = deployment;
  return {
    ...brief,
    ...(deployment.status === 'STOPPED' && { stoppedAt: brief.finishedAt }),
    updatedAt: toDate(deployment.updatedAt),
    sourceServiceRevisions: deployment.sources.map(describeRevision),
    targetServiceRevision: describeRevision(deployment.target),
    ...(stage !== null && { lifecycleStage: stage as ServiceDeploymentLifecycleStage }),
    lifecycleHookDetails: deployment.pauses.map(({ id, status, expiresAt, timeoutAction }) => ({
      ...{ hookId: id, targetType: 'PAUSE', status, expiresAt: toDate(expiresAt), timeoutAction },
    })),
    deploymentConfiguration: structuredClone(configuration),
    ...(rollback !== null && {
      rollback: {
        reason: rollback.reason,
        startedAt: toDate(rollback.startedAt),
        serviceRevisionArn: rollback.revision,
      },
    }),
    deploymentCircuitBreaker: {
      status: monitorStatus(deployment, configuration.deploymentCircuitBreaker?.enable, false),
      ...{ failureCount: deployment.failedTasks, threshold: breakerThreshold(service) },
    },
    alarms: {
      status: monitorStatus(deployment, configuration.alarms?.enable, deployment.triggered.length > 0),
      alarmNames: [...(configuration.alarms?.alarmNames ?? [])],
      triggeredAlarmNames: [...deployment.triggered],
    },
  };
}

function monitorStatus(deployment: Deployment, isEnabled: boolean | undefined, isTriggered: boolean) {
  if (isEnabled !== true) return 'DISABLED';
  if (isTriggered) return 'TRIGGERED';
  return isOngoing(deployment) ? 'MONITORING' : 'MONITORING_COMPLETE';
}

function describeRevision({ arn, running, pending, weight, group }: Revision): ServiceRevisionSummary {
  return {
    ...{ arn, requestedTaskCount: running + pending, runningTaskCount: running, pendingTaskCount: pending },
    ...(group !== null && { requestedProductionTrafficWeight: weight }),
  };
}

/** Returns a service revision as it is described. */
export function describeServiceRevision(
  service: EcsService,
  { arn, taskDefinition, group, createdAt }: Revision,
  { containerDefinitions = [] }: TaskDefinition,
): ServiceRevision {
  const { balanced } = service;
  return {
    ...{ serviceRevisionArn: arn, serviceArn: service.arn, clusterArn: service.cluster, taskDefinition },
    ...{ launchType: 'FARGATE', createdAt: toDate(createdAt), loadBalancers: describeBalancers(service) ?? [] },
    containerImages: containerDefinitions.map(({ name, image }) => ({ containerName: name, image })),
    ...(balanced !== null &&
      group !== null && {
        resolvedConfiguration: { loadBalancers: [{ targetGroupArn: group, productionListenerRule: balanced.rule }] },
      }),
  };
}
