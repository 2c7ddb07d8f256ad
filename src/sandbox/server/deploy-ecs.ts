import {
  DescribeTaskDefinitionCommand,
  type ECSClient,
  ListTaskDefinitionsCommand,
  RegisterTaskDefinitionCommand,
  UpdateServiceCommand,
} from '@aws-sdk/client-ecs';
import type { TargetConfig } from '../../domain/service.ts';
import { ecsPlace, imageFor } from '../account/ecs-service.ts';

/**
 * Deploys a version to a service of ECS as a pipeline would, which knows nothing of Serin. A version that has no task definition yet
 * is registered.
 * @returns the ARN of the deployment
 */
export async function deployToEcs(client: ECSClient, target: TargetConfig, version: string): Promise<string> {
  const place = ecsPlace(target);
  const image = imageFor(place, version);
  const taskDefinition = (await findImage(client, place.name, image)) ?? (await register(client, place.name, image));
  const { service } = await client.send(
    new UpdateServiceCommand({ cluster: place.cluster, service: place.name, taskDefinition }),
  );
  return service?.currentServiceDeployment ?? '';
}

/** Finds the newest task definition with an image; null when there is none. */
async function findImage(client: ECSClient, familyPrefix: string, image: string): Promise<string | null> {
  const { taskDefinitionArns = [] } = await client.send(new ListTaskDefinitionsCommand({ familyPrefix, sort: 'DESC' }));
  for (const taskDefinition of taskDefinitionArns) {
    const { taskDefinition: found } = await client.send(new DescribeTaskDefinitionCommand({ taskDefinition }));
    if (found?.containerDefinitions?.some((container) => container.image === image)) return taskDefinition;
  }
  return null;
}

async function register(client: ECSClient, family: string, image: string): Promise<string | undefined> {
  const containerDefinitions = [{ name: family, image }];
  const { taskDefinition } = await client.send(new RegisterTaskDefinitionCommand({ family, containerDefinitions }));
  return taskDefinition?.taskDefinitionArn;
}
