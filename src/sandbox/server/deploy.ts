import { CreateDeploymentCommand, UpdateStageCommand } from '@aws-sdk/client-api-gateway';
import { PublishVersionCommand, paginateListVersionsByFunction, UpdateAliasCommand } from '@aws-sdk/client-lambda';
import { apiStageConfig } from '../../adapters/components/api-stage/config.ts';
import { lambdaFunctionsConfig } from '../../adapters/components/lambda-functions/config.ts';
import type { ComponentConfig } from '../../domain/environment/component.ts';
import type { EnvironmentId } from '../../domain/environment/environment.ts';
import type { Service, TargetConfig } from '../../domain/service.ts';
import type { Account } from '../account/account.ts';
import { putBuild } from '../account/pipeline.ts';
import type { DeployRequest } from './bodies.ts';
import { deployToEcs } from './deploy-ecs.ts';

/** Thrown when deployments to a service are closed. */
export class DeploymentsClosed extends Error {
  readonly code = 'deployments-closed';
  constructor(service: string) {
    super(`Deployments of ${service} are closed: a rollout runs. Wait until it is over.`);
    this.name = 'DeploymentsClosed';
  }
}

/** Returns the target of a service that ECS deploys; undefined for other services. */
function findEcsTarget({ targets }: Service): TargetConfig | undefined {
  return targets.find(({ kind }) => kind === 'ecs');
}

/** True for a service that a pipeline deploys here: into its environments, or by ECS. */
export function isDeployable(service: Service): boolean {
  return service.environments !== null || findEcsTarget(service) !== undefined;
}

/** The place of a version: the environment that it was brought to, or the ARN of the deployment of ECS. */
type Deployed = { readonly side: EnvironmentId } | { readonly deployment: string };

/** The dependencies of a deployment. */
interface Place {
  readonly account: Pick<Account, 'clients' | 'controlCenters'>;
  readonly now: number;
}

/**
 * Deploys a version as a pipeline would. A service of ECS is updated, and ECS deploys it. For environments it asks the control center for the active environment and deploys each component there,
 * functions and APIs before the front end that calls them. A function version that does not exist yet is published.
 * @throws DeploymentsClosed
 */
export async function deploy(
  service: Service,
  { version, only }: Pick<DeployRequest, 'version' | 'only'>,
  { account, now }: Place,
): Promise<Deployed> {
  const target = findEcsTarget(service);
  if (target !== undefined) return { deployment: await deployToEcs(await account.clients.ecs(), target, version) };
  const found = await account.controlCenters.read(service.name);
  if (found.is !== 'there' || found.value.deployments === 'closed') throw new DeploymentsClosed(service.name);
  const side = found.value.active;
  const wanted = service.components.filter(({ kind }) => only === undefined || only.includes(kind));
  const configsOfKind = (kind: string) => wanted.filter((config) => config.kind === kind);
  for (const config of configsOfKind('lambda-functions'))
    await deployFunctions(account.clients.lambda, config, side, version);
  for (const config of configsOfKind('api-stage'))
    await deployApi(await account.clients.apiGateway(), config, side, version);
  for (const config of configsOfKind('frontend')) await putBuild(account, service, config, { side, version, at: now });
  return { side };
}

async function deployFunctions(
  client: Account['clients']['lambda'],
  config: ComponentConfig,
  side: EnvironmentId,
  label: string,
): Promise<void> {
  const { functions, aliases } = lambdaFunctionsConfig.parse(config);
  for (const FunctionName of functions) {
    const FunctionVersion =
      (await findPublishedVersion(client, FunctionName, label)) ?? (await publish(client, FunctionName, label));
    await client.send(new UpdateAliasCommand({ FunctionName, Name: aliases[side], FunctionVersion }));
  }
}

/** Finds the newest version with this label; null when there is none. */
async function findPublishedVersion(
  client: Account['clients']['lambda'],
  FunctionName: string,
  label: string,
): Promise<string | null> {
  let newest: string | null = null;
  for await (const { Versions = [] } of paginateListVersionsByFunction({ client }, { FunctionName }))
    for (const { Version = null, Description } of Versions) if (Description === label) newest = Version;
  return newest;
}

async function publish(client: Account['clients']['lambda'], FunctionName: string, label: string): Promise<string> {
  const { Version = '' } = await client.send(new PublishVersionCommand({ FunctionName, Description: label }));
  return Version;
}

async function deployApi(
  client: Awaited<ReturnType<Account['clients']['apiGateway']>>,
  config: ComponentConfig,
  side: EnvironmentId,
  label: string,
): Promise<void> {
  const { api: restApiId, stages } = apiStageConfig.parse(config);
  const { id: value } = await client.send(new CreateDeploymentCommand({ restApiId, description: label }));
  const patchOperations = [{ op: 'replace' as const, path: '/deploymentId', value }];
  await client.send(new UpdateStageCommand({ restApiId, stageName: stages[side], patchOperations }));
}
