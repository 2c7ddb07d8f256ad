import type { ECSClient } from '@aws-sdk/client-ecs';
import type { FoundDeployment } from '../../../ports/target.ts';
import { findService, readDeployment, readRevisions } from './api.ts';
import type { EcsConfig } from './config.ts';
import { isUnderWay } from './standing.ts';
import { readVersion, versionLabel } from './versions.ts';

/** Returns the deployment of a service that is under way; null when there is none, or when it is on its way back. */
export async function findUnderWay(client: ECSClient, config: EcsConfig): Promise<FoundDeployment | null> {
  const service = await findService(client, config);
  const { currentServiceDeployment: current, serviceArn: by = '' } = service ?? {};
  if (current === undefined) return null;
  const deployment = await readDeployment(client, current);
  if (!isUnderWay(deployment)) return null;
  const [revision] = await readRevisions(client, [deployment.targetServiceRevision?.arn ?? '']);
  if (revision?.taskDefinition === undefined) return null;
  return { id: current, label: versionLabel(await readVersion(client, revision.taskDefinition)), by };
}
