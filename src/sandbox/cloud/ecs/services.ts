import { type DeploymentConfiguration, ServiceNotFoundException } from '@aws-sdk/client-ecs';
import { keepConfiguration } from './configuration.ts';
import type { RunDeps } from './end.ts';
import {
  type Balanced,
  clusterArn,
  type Deployed,
  type Deployment,
  type EcsService,
  ecsArn,
  type Revision,
  stableId,
  stableNumber,
} from './state.ts';
import type { TaskDefinitions } from './task-definitions.ts';

/** A service, as it is created. */
export interface NewService {
  readonly cluster?: string;
  readonly name: string;
  /** Its task definition: an ARN, `family:revision` or a family. */
  readonly taskDefinition: string;
  /** The number of its tasks; two when left out. */
  readonly desired?: number;
  readonly configuration?: DeploymentConfiguration;
  /** The rule and the two target groups in front of it; left out: no load balancer. */
  readonly balanced?: Balanced;
}

/** The services of one account. */
export interface Services {
  all(): readonly EcsService[];
  /** Creates a service that runs already. @returns its ARN. @throws InvalidParameterException */
  create(service: NewService): string;
  /** Finds a service by its ARN. @throws ServiceNotFoundException */
  find(arn: string): EcsService;
  /** Finds a service by its name or its ARN; null when there is none. */
  findNamed(cluster: string | undefined, name: string): EcsService | null;
  /** @throws ServiceNotFoundException */
  requireNamed(cluster: string | undefined, name: string): EcsService;
  /** Finds a service deployment by its ARN; null when there is none. */
  findDeployment(arn: string): Deployed | null;
}

/** Creates the services of one account. */
export function createServices({ now, traffic }: RunDeps, tasks: Pick<TaskDefinitions, 'find'>): Services {
  const services: EcsService[] = [];
  const findNamed: Services['findNamed'] = (cluster, name) =>
    services.find(
      (service) => service.arn === name || (service.name === name && service.cluster === clusterArn(cluster)),
    ) ?? null;
  const orThrow = (found: EcsService | null): EcsService => {
    if (found !== null) return found;
    throw new ServiceNotFoundException({ message: 'Service not found.', $metadata: {} });
  };
  return {
    all: () => services,
    find: (arn) => orThrow(findNamed(undefined, arn)),
    findNamed,
    requireNamed: (cluster, name) => orThrow(findNamed(cluster, name)),
    findDeployment: (arn) => {
      const all = services.flatMap((service) => service.deployments.map((deployment) => ({ service, deployment })));
      return all.find(({ deployment }) => deployment.arn === arn) ?? null;
    },
    create({ cluster, name, taskDefinition, desired = 2, configuration = {}, balanced = null }) {
      const { taskDefinitionArn = '' } = tasks.find(taskDefinition);
      const inCluster = clusterArn(cluster);
      const path = `${inCluster.split('/').at(-1)}/${name}`;
      const current = newRevision(path, {
        taskDefinition: taskDefinitionArn,
        group: balanced?.groups[0] ?? null,
        at: now(),
      });
      const service: EcsService = {
        ...{ arn: ecsArn(`service/${path}`), name, cluster: inCluster, balanced, desired, createdAt: now() },
        ...{
          configuration: keepConfiguration(configuration, balanced !== null),
          current,
          active: [current],
          deployments: [],
        },
      };
      const first = newDeployment(service, current, now());
      service.deployments.push(
        Object.assign(first, { sources: [], status: 'SUCCESSFUL', startedAt: now(), endedAt: now() }),
      );
      services.push(service);
      traffic.start(service, current);
      traffic.shift(service, current, 100);
      return service.arn;
    },
  };
}

/** Creates the next revision of a service; its id tells it from the others. @param path of the cluster and the service */
export function newRevision(
  path: string,
  {
    taskDefinition,
    group,
    at,
  }: { readonly taskDefinition: string; readonly group: string | null; readonly at: number },
): Revision {
  const id = stableNumber(`${path} ${taskDefinition} ${at}`);
  return {
    ...{ arn: ecsArn(`service-revision/${path}/${id}`), taskDefinition, group, createdAt: at },
    ...{ running: 0, pending: 0, weight: 0 },
  };
}

/** Creates a deployment of a revision, in addition to those that are active. */
export function newDeployment(service: EcsService, target: Revision, at: number): Deployment {
  const path = service.arn.slice(service.arn.indexOf('service/') + 'service/'.length);
  const text = `${path} ${service.deployments.length}`;
  return {
    arn: ecsArn(`service-deployment/${path}/${stableId(text, 21)}`),
    id: `ecs-svc/${stableNumber(text)}`,
    ...{ sources: service.active, target, configuration: service.configuration, createdAt: at, updatedAt: at },
    ...{ startedAt: null, endedAt: null, status: 'PENDING', reason: null, stage: null, pauses: [], rollback: null },
    ...{ triggered: [], failedTasks: 0, waits: [], goOn: () => undefined },
  };
}
