import {
  ConflictException,
  type ContinueServiceDeploymentCommandInput,
  ServiceDeploymentNotFoundException,
  type StopServiceDeploymentCommandInput,
  type UpdateServiceCommandInput,
} from '@aws-sdk/client-ecs';
import type { Model } from '../attach.ts';
import { keepConfiguration, refuse } from './configuration.ts';
import { describeService } from './describe.ts';
import { fail, type RunDeps, rollBack } from './end.ts';
import { settlePause } from './pauses.ts';
import { begin } from './run.ts';
import { newDeployment, newRevision, type Services } from './services.ts';
import { type Deployed, type EcsService, isOngoing } from './state.ts';
import type { TaskDefinitions } from './task-definitions.ts';

/** The operations that change services, and the alarms that end deployments. */
interface Writes {
  readonly model: Model;
  /** Tells the deployments that monitor this alarm that it fires. */
  alarm(name: string): void;
}

/** Creates the operations that change services. */
export function createWrites(
  deps: RunDeps,
  { services, tasks }: { readonly services: Services; readonly tasks: Pick<TaskDefinitions, 'find'> },
): Writes {
  const requireDeployment = (arn = ''): Deployed => {
    const found = services.findDeployment(arn);
    if (found !== null) return found;
    throw new ServiceDeploymentNotFoundException({ message: 'The service deployment was not found.', $metadata: {} });
  };
  return {
    model: {
      UpdateService(input: UpdateServiceCommandInput) {
        const service = services.requireNamed(input.cluster, input.service ?? '');
        updateService(deps, service, { ...input, taskDefinition: wantedTasks(service, input, tasks) });
        return { service: describeService(service) };
      },
      ContinueServiceDeployment(input: ContinueServiceDeploymentCommandInput) {
        const { serviceDeploymentArn, hookId = '', action = 'CONTINUE' } = input;
        settlePause(deps, requireDeployment(serviceDeploymentArn), { hookId, action });
        return { serviceDeploymentArn };
      },
      StopServiceDeployment({ serviceDeploymentArn, stopType = 'ROLLBACK' }: StopServiceDeploymentCommandInput) {
        if (stopType !== 'ROLLBACK') refuse('The only stop type is ROLLBACK.');
        const found = requireDeployment(serviceDeploymentArn);
        if (!isOngoing(found.deployment)) throw conflict(`The service deployment is ${found.deployment.status}.`);
        rollBack(deps, found, 'The service deployment was stopped with a rollback.');
        return { serviceDeploymentArn };
      },
    },
    alarm: (name) => {
      for (const service of services.all())
        for (const deployment of service.deployments) raise(deps, { service, deployment }, name);
    },
  };
}

function conflict(message: string): ConflictException {
  return new ConflictException({ message, $metadata: {} });
}

function wantedTasks(
  { deployments }: EcsService,
  { taskDefinition }: UpdateServiceCommandInput,
  tasks: Pick<TaskDefinitions, 'find'>,
): string {
  if (taskDefinition !== undefined) return tasks.find(taskDefinition).taskDefinitionArn as string;
  return deployments.at(-1)?.target.taskDefinition as string;
}

/** Updates a service. Another task definition begins a deployment, as does `forceNewDeployment`. @throws InvalidParameterException */
function updateService(
  deps: RunDeps,
  service: EcsService,
  {
    taskDefinition,
    forceNewDeployment,
    deploymentConfiguration,
  }: UpdateServiceCommandInput & { taskDefinition: string },
): void {
  if (deploymentConfiguration !== undefined) {
    const merged = { ...service.configuration, ...deploymentConfiguration };
    service.configuration = keepConfiguration(merged, service.balanced !== null);
  }
  if (taskDefinition === describeService(service).taskDefinition && forceNewDeployment !== true) return;
  const { balanced, current, configuration } = service;
  const shifts = balanced !== null && configuration.strategy !== 'ROLLING';
  const group = shifts ? balanced.groups.find((arn) => arn !== current.group) : current.group;
  const path = service.arn.slice(service.arn.indexOf('service/') + 'service/'.length);
  const target = newRevision(path, { taskDefinition, group: group ?? null, at: deps.now() });
  const deployment = newDeployment(service, target, deps.now());
  service.deployments.push(deployment);
  begin(deps, { service, deployment });
}

/** Ends a deployment that monitors an alarm. Source: ECS developer guide, "How CloudWatch alarms detect deployment failures". */
function raise(deps: RunDeps, deployed: Deployed, name: string): void {
  const { deployment } = deployed;
  const { enable = false, alarmNames = [], rollback: rollsBack = false } = deployment.configuration.alarms ?? {};
  if (deployment.status !== 'IN_PROGRESS' || !enable || !alarmNames.includes(name)) return;
  deployment.triggered = [...deployment.triggered, name];
  fail(deps, deployed, { reason: `The CloudWatch alarm ${name} went into ALARM.`, rollsBack });
}
