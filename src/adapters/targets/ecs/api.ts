import {
  ContinueServiceDeploymentCommand,
  DescribeServiceDeploymentsCommand,
  DescribeServiceRevisionsCommand,
  DescribeServicesCommand,
  type ECSClient,
  type Service,
  type ServiceDeployment,
  type ServiceRevision,
  StopServiceDeploymentCommand,
} from '@aws-sdk/client-ecs';
import { TargetFault } from '../../../ports/target.ts';
import { type Api, errorCode } from '../../shared/fault.ts';
import { type EcsConfig, ecsName } from './config.ts';

const CHECK = 'Check `cluster` and `service` in serin.yml, and whether the service was deleted.';

/** The permanent errors of Amazon ECS with their remedies, and the permissions that its calls need. */
export const ecsApi: Api = {
  name: 'Amazon ECS',
  permanent: {
    ClusterNotFoundException: CHECK,
    ServiceNotFoundException: CHECK,
    ServiceNotActiveException: CHECK,
    ServiceDeploymentNotFoundException: 'ECS keeps deployments for 90 days. Look at the service in the console of ECS.',
    UnsupportedFeatureException: 'Look at the service in the console of ECS.',
    InvalidParameterException: 'Look at the deployment in the console of ECS.',
    ClientException: 'Look at the deployment in the console of ECS.',
  },
  needs:
    'ecs:DescribeServices, DescribeServiceDeployments, DescribeServiceRevisions, ContinueServiceDeployment, StopServiceDeployment and UpdateService',
};

/** The client, loaded at the first call: few services have a target in ECS. */
export type LoadEcs = () => Promise<ECSClient>;

/** Reads a service; null where the cluster has none of that name. */
export async function findService(client: ECSClient, { cluster, service }: EcsConfig): Promise<Service | null> {
  try {
    const { services = [] } = await client.send(new DescribeServicesCommand({ cluster, services: [service] }));
    return services.find(({ status }) => status !== 'INACTIVE') ?? null;
  } catch (error) {
    if (errorCode(error) === 'ClusterNotFoundException') return null;
    throw error;
  }
}

/** Reads a service. @throws TargetFault when there is none */
export async function readService(client: ECSClient, config: EcsConfig): Promise<Service> {
  const service = await findService(client, config);
  if (service !== null) return service;
  throw new TargetFault('service-missing', `Amazon ECS has no ${ecsName(config)} any more. ${CHECK}`, true);
}

/** Reads a deployment. @throws TargetFault when ECS does not know it */
export async function readDeployment(client: ECSClient, arn: string): Promise<ServiceDeployment> {
  const { serviceDeployments: [found] = [] } = await client.send(
    new DescribeServiceDeploymentsCommand({ serviceDeploymentArns: [arn] }),
  );
  if (found !== undefined) return found;
  const text = `Amazon ECS does not know the deployment ${arn} any more. Look at the service in the console of ECS.`;
  throw new TargetFault('deployment-missing', text, true);
}

/** Reads revisions of a service, in the order of their ARNs; undefined for one that ECS does not know. */
export async function readRevisions(
  client: ECSClient,
  arns: readonly string[],
): Promise<readonly (ServiceRevision | undefined)[]> {
  if (arns.length === 0) return [];
  const { serviceRevisions: found = [] } = await client.send(
    new DescribeServiceRevisionsCommand({ serviceRevisionArns: [...arns] }),
  );
  return arns.map((arn) => found.find(({ serviceRevisionArn }) => serviceRevisionArn === arn));
}

/** Lets a deployment go on from a pause. @throws the SDK's error when it does not wait there any more */
export async function continueDeployment(client: ECSClient, arn: string, hookId: string): Promise<void> {
  await client.send(new ContinueServiceDeploymentCommand({ serviceDeploymentArn: arn, hookId, action: 'CONTINUE' }));
}

/**
 * Rolls a deployment back. ECS takes it in each state before the end, also while it pauses and while it rolls back (Amazon ECS
 * developer guide, "Stopping Amazon ECS service deployments").
 */
export async function stopDeployment(client: ECSClient, arn: string): Promise<void> {
  await client.send(new StopServiceDeploymentCommand({ serviceDeploymentArn: arn, stopType: 'ROLLBACK' }));
}
