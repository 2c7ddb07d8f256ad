import type { Deployed, Pause } from './state.ts';

/** An event of ECS, as EventBridge delivers it. */
export interface EcsEvent {
  readonly version: '0';
  readonly id: string;
  readonly 'detail-type': 'ECS Hook State Change' | 'ECS Deployment State Change';
  readonly source: 'aws.ecs';
  readonly account: string;
  readonly time: string;
  readonly region: string;
  readonly resources: readonly string[];
  readonly detail: Readonly<Record<string, string>>;
}

/** The events of hooks and of deployments, by their names, with their types. */
const EVENT_TYPES = {
  HOOK_AWAITING_ACTION: 'INFO',
  HOOK_SUCCEEDED: 'INFO',
  HOOK_FAILED: 'ERROR',
  HOOK_TIMED_OUT: 'ERROR',
  SERVICE_DEPLOYMENT_IN_PROGRESS: 'INFO',
  SERVICE_DEPLOYMENT_COMPLETED: 'INFO',
  SERVICE_DEPLOYMENT_FAILED: 'ERROR',
} as const;

type EventName = keyof typeof EVENT_TYPES;
export type HookEventName = Extract<EventName, `HOOK_${string}`>;
export type DeploymentEventName = Exclude<EventName, HookEventName>;

/** Sends the events of one account. */
export interface Events {
  hook(name: HookEventName, about: Deployed & { readonly pause: Pause }): void;
  deployment(name: DeploymentEventName, about: Deployed & { readonly reason: string }): void;
}

const seconds = (at: number): string => `${new Date(at).toISOString().slice(0, 19)}Z`;

/**
 * Creates the sender of events. Sources: ECS developer guide, "Amazon ECS service deployment hook state change events", "Amazon ECS
 * service deployment state change events". AWS documents no event type for hooks that failed or timed out; the model has `ERROR`.
 */
export function createEvents(now: () => number, emit: (event: EcsEvent) => void): Events {
  let count = 0;
  const send = (
    kind: EcsEvent['detail-type'],
    name: EventName,
    { resource, detail }: { readonly resource: string; readonly detail: Readonly<Record<string, string>> },
  ): void => {
    count += 1;
    emit({
      ...{
        version: '0',
        id: `ec500000-0000-4000-8000-${String(count).padStart(12, '0')}`,
        'detail-type': kind,
        source: 'aws.ecs',
      },
      ...{ account: '123456789012', time: seconds(now()), region: 'us-east-1', resources: [resource] },
      detail: { eventType: EVENT_TYPES[name], eventName: name, ...detail, updatedAt: new Date(now()).toISOString() },
    });
  };
  return {
    hook: (name, { service, deployment, pause }) =>
      send('ECS Hook State Change', name, {
        resource: deployment.arn,
        detail: {
          ...{ hookId: pause.id, hookType: 'PAUSE', expiresAt: seconds(pause.expiresAt) },
          ...{ lifecycleStage: deployment.stage ?? '', clusterArn: service.cluster, serviceArn: service.arn },
          serviceDeploymentArn: deployment.arn,
        },
      }),
    deployment: (name, { service, deployment, reason }) =>
      send('ECS Deployment State Change', name, {
        resource: service.arn,
        detail: { deploymentId: deployment.id, reason },
      }),
  };
}
