import { ECSClient, type ECSClientConfig } from '@aws-sdk/client-ecs';

/** Creates a client of Amazon ECS. */
export function ecsClient(config: ECSClientConfig): ECSClient {
  return new ECSClient(config);
}
