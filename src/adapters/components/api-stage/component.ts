import { createHash } from 'node:crypto';
import {
  type APIGatewayClient,
  GetBasePathMappingCommand,
  GetDeploymentCommand,
  GetStageCommand,
  UpdateStageCommand,
} from '@aws-sdk/client-api-gateway';
import type { ComponentReading, Content } from '../../../domain/environment/component.ts';
import type { EnvironmentId } from '../../../domain/environment/environment.ts';
import type { MovableComponent } from '../../../ports/component.ts';
import { type Api, errorCode } from '../../shared/fault.ts';
import { faulting } from '../fault.ts';
import { type ApiStageConfig, apiStageComponent, apiStageConfig } from './config.ts';
import { findTroubles, type Stage } from './troubles.ts';

const gatewayApi: Api = {
  name: 'API Gateway',
  permanent: {
    NotFoundException: 'Create the stage with a deployment, or correct serin.yml.',
    BadRequestException: 'Compare the two stages and correct them by hand.',
  },
  needs: 'apigateway:GET and apigateway:PATCH',
};

/**
 * Stages of REST APIs as components. API Gateway has no compare-and-set for stages: the engine reads again right before it
 * writes. Calls go one after the other where they can; the control plane takes 10 a second.
 */
export function createApiStage(client: APIGatewayClient): MovableComponent {
  return {
    read: async (raw) => {
      const config = apiStageConfig.parse(raw);
      return [await faulting(gatewayApi, apiStageComponent(config), () => readStages(client, config))];
    },
    digests: async (raw) => {
      const config = apiStageConfig.parse(raw);
      const name = apiStageComponent(config);
      const { a, b } = await faulting(gatewayApi, name, () => readBothStages(client, config));
      return [{ name, a: digestStage(a), b: digestStage(b) }];
    },
    bring: (raw, { name, side, version }) => {
      const { api, stages } = apiStageConfig.parse(raw);
      return faulting(gatewayApi, `${name} in ${side}`, async () => {
        await client.send(
          new UpdateStageCommand({
            restApiId: api,
            stageName: stages[side],
            patchOperations: [{ op: 'replace', path: '/deploymentId', value: version }],
          }),
        );
      });
    },
  };
}

async function readStages(client: APIGatewayClient, config: ApiStageConfig): Promise<ComponentReading> {
  const { a, b } = await readBothStages(client, config);
  const deployments = new Map<string, Deployment>();
  for (const id of new Set([a.deployment, b.deployment])) {
    deployments.set(id, await readDeployment(client, config.api, id));
  }
  const mapped = config.basePaths === undefined ? null : await readMappedStages(client, config.basePaths);
  return {
    name: apiStageComponent(config),
    a: toContent(a, deployments),
    b: toContent(b, deployments),
    troubles: findTroubles(config, { a, b }, mapped),
  };
}

async function readBothStages(
  client: APIGatewayClient,
  { api, stages }: ApiStageConfig,
): Promise<Record<EnvironmentId, Stage>> {
  const read = async (name: string): Promise<Stage> => {
    const answer = await client.send(new GetStageCommand({ restApiId: api, stageName: name }));
    const { deploymentId, variables, canarySettings } = answer;
    return {
      deployment: deploymentId ?? '',
      variables: variables ?? {},
      canaryPercent: canarySettings?.percentTraffic ?? 0,
    };
  };
  const [a, b] = await Promise.all([read(stages.a), read(stages.b)]);
  return { a, b };
}

interface Deployment {
  readonly created: number | null;
  readonly description: string;
}

async function readDeployment(client: APIGatewayClient, api: string, id: string): Promise<Deployment> {
  const { createdDate, description } = await client.send(
    new GetDeploymentCommand({ restApiId: api, deploymentId: id }),
  );
  return { created: createdDate?.getTime() ?? null, description: description ?? '' };
}

/** Reads the stages that the base paths lead to, as `api/stage`; empty where there is no such mapping. */
async function readMappedStages(
  client: APIGatewayClient,
  basePaths: Readonly<Record<EnvironmentId, string>>,
): Promise<Record<EnvironmentId, string>> {
  const read = async (basePath: string): Promise<string> => {
    const [domainName, path = '(none)'] = basePath.split('/');
    try {
      const answer = await client.send(new GetBasePathMappingCommand({ domainName, basePath: path }));
      return `${answer.restApiId}/${answer.stage ?? ''}`;
    } catch (error) {
      if (errorCode(error) === 'NotFoundException') return '';
      throw error;
    }
  };
  const [a, b] = await Promise.all([read(basePaths.a), read(basePaths.b)]);
  return { a, b };
}

function toContent(stage: Stage, deployments: ReadonlyMap<string, Deployment>): Content {
  const deployment = deployments.get(stage.deployment);
  return {
    version: stage.deployment,
    label: deployment?.description ?? '',
    order: deployment?.created ?? null,
    digest: stage.deployment,
    token: '',
  };
}

/**
 * Returns the digest of what must not change during a rollout: the deployment, and a hash of the variables, whose values stay
 * secret.
 */
function digestStage({ deployment, variables, canaryPercent }: Stage): string {
  const settings = JSON.stringify([Object.entries(variables).sort(), canaryPercent]);
  return `${deployment} with settings ${createHash('sha256').update(settings).digest('hex').slice(0, 8)}`;
}
