import { createHash } from 'node:crypto';
import {
  type APIGatewayClient,
  GetBasePathMappingCommand,
  GetDeploymentCommand,
  GetStageCommand,
  UpdateStageCommand,
} from '@aws-sdk/client-api-gateway';
import type { ComponentReading, Content } from '../../../domain/component.ts';
import type { Side } from '../../../domain/environment.ts';
import type { MovableComponent } from '../../../ports/component.ts';
import { type Api, codeOf } from '../../shared/fault.ts';
import { faulting } from '../fault.ts';
import { type ApiStageConfig, apiStageComponent, apiStageConfig } from './config.ts';
import { type Stage, troublesOf } from './troubles.ts';

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
      const { a, b } = await faulting(gatewayApi, name, () => stagesOf(client, config));
      return [{ name, a: digestOf(a), b: digestOf(b) }];
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
  const { a, b } = await stagesOf(client, config);
  const deployments = new Map<string, Deployment>();
  for (const id of new Set([a.deployment, b.deployment])) {
    deployments.set(id, await deploymentOf(client, config.api, id));
  }
  const mapped = config.basePaths === undefined ? null : await mappedStages(client, config.basePaths);
  return {
    name: apiStageComponent(config),
    a: contentOf(a, deployments),
    b: contentOf(b, deployments),
    troubles: troublesOf(config, { a, b }, mapped),
  };
}

async function stagesOf(client: APIGatewayClient, { api, stages }: ApiStageConfig): Promise<Record<Side, Stage>> {
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

async function deploymentOf(client: APIGatewayClient, api: string, id: string): Promise<Deployment> {
  const { createdDate, description } = await client.send(
    new GetDeploymentCommand({ restApiId: api, deploymentId: id }),
  );
  return { created: createdDate?.getTime() ?? null, description: description ?? '' };
}

/** Where the base paths lead, as `api/stage`; empty where there is no such mapping. */
async function mappedStages(
  client: APIGatewayClient,
  basePaths: Readonly<Record<Side, string>>,
): Promise<Record<Side, string>> {
  const read = async (basePath: string): Promise<string> => {
    const [domainName, path = '(none)'] = basePath.split('/');
    try {
      const answer = await client.send(new GetBasePathMappingCommand({ domainName, basePath: path }));
      return `${answer.restApiId}/${answer.stage ?? ''}`;
    } catch (error) {
      if (codeOf(error) === 'NotFoundException') return '';
      throw error;
    }
  };
  const [a, b] = await Promise.all([read(basePaths.a), read(basePaths.b)]);
  return { a, b };
}

function contentOf(stage: Stage, deployments: ReadonlyMap<string, Deployment>): Content {
  const deployment = deployments.get(stage.deployment);
  return {
    version: stage.deployment,
    label: deployment?.description ?? '',
    order: deployment?.created ?? null,
    digest: stage.deployment,
    token: '',
  };
}

/** What must not change while a rollout runs: the deployment, and also the variables; their values are nobody's to read. */
function digestOf({ deployment, variables, canaryPercent }: Stage): string {
  const settings = JSON.stringify([Object.entries(variables).sort(), canaryPercent]);
  return `${deployment} with settings ${createHash('sha256').update(settings).digest('hex').slice(0, 8)}`;
}
