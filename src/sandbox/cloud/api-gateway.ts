import {
  BadRequestException,
  type CreateDeploymentCommandInput,
  type GetBasePathMappingCommandInput,
  type GetDeploymentCommandInput,
  type GetStageCommandInput,
  NotFoundException,
  type UpdateStageCommandInput,
} from '@aws-sdk/client-api-gateway';
import type { Model } from './attach.ts';

/** API Gateway's REST APIs of one account. */
export interface ApiGatewayCloud {
  readonly model: Model;
  /**
   * Deploys an API, as `create-deployment` without a stage does, and returns the id of the deployment.
   * @param at when, in milliseconds since the epoch; now where it is left out
   */
  deploy(api: string, description: string, at?: number): string;
  /** Creates a stage, or replaces its variables and its deployment. */
  putStage(api: string, stage: string, settings: Omit<Stage, 'canaryPercent'> & Partial<Stage>): void;
  /** Maps a custom domain, and a path below it, to a stage. @param basePath `(none)` for the domain itself */
  mapBasePath(domain: string, basePath: string, api: string, stage: string): void;
  removeStage(api: string, stage: string): void;
  /** Returns the id of a stage's deployment; undefined when there is no such stage. */
  deploymentOf(api: string, stage: string): string | undefined;
  /** Returns the stage that a request to a custom domain reaches; undefined where nothing is mapped. */
  resolve(domain: string, basePath: string): Resolved | undefined;
}

/** A stage that a request has reached. */
export interface Resolved {
  readonly api: string;
  readonly stage: string;
  readonly deploymentId: string;
  /** The description of the deployment. */
  readonly description: string;
  readonly variables: Readonly<Record<string, string>>;
}

interface Stage {
  readonly deploymentId: string;
  readonly variables: Readonly<Record<string, string>>;
  readonly canaryPercent: number;
}

interface Deployment {
  readonly id: string;
  readonly createdDate: Date;
  readonly description: string;
}

const notFound = (what: string): NotFoundException =>
  new NotFoundException({ message: `Invalid ${what} identifier specified`, $metadata: {} });

/** Creates a model of API Gateway: deployments, stages with variables, base path mappings. */
export function createApiGatewayModel({ now }: { now(): number }): ApiGatewayCloud {
  const deployments = new Map<string, Deployment>();
  const stages = new Map<string, Stage>();
  const mappings = new Map<string, { readonly restApiId: string; readonly stage: string }>();
  let deployed = 0;
  const deploy = (api: string, description: string, at = now()): Deployment => {
    deployed += 1;
    const deployment = { id: `d${String(deployed).padStart(5, '0')}`, createdDate: new Date(at), description };
    deployments.set(`${api}/${deployment.id}`, deployment);
    return deployment;
  };
  return {
    model: {
      ...stageOperations(stages, deployments),
      ...mappingOperations(mappings),
      CreateDeployment: ({ restApiId = '', description = '' }: CreateDeploymentCommandInput) => ({
        ...deploy(restApiId, description),
      }),
    },
    deploy: (api, description, at) => deploy(api, description, at).id,
    resolve(domain, basePath) {
      const { restApiId: api = '', stage = '' } = mappings.get(`${domain}/${basePath}`) ?? {};
      const found = stages.get(`${api}/${stage}`);
      if (found === undefined) return undefined;
      const { deploymentId, variables } = found;
      const { description = '' } = deployments.get(`${api}/${deploymentId}`) ?? {};
      return { api, stage, deploymentId, description, variables };
    },
    putStage(api, stage, { deploymentId, variables, canaryPercent = 0 }) {
      stages.set(`${api}/${stage}`, { deploymentId, variables, canaryPercent });
    },
    mapBasePath: (domain, basePath, restApiId, stage) => mappings.set(`${domain}/${basePath}`, { restApiId, stage }),
    removeStage: (api, stage) => stages.delete(`${api}/${stage}`),
    deploymentOf: (api, stage) => stages.get(`${api}/${stage}`)?.deploymentId,
  };
}

function stageOperations(stages: Map<string, Stage>, deployments: ReadonlyMap<string, Deployment>): Model {
  const requireStage = (api = '', name = ''): Stage => {
    const stage = stages.get(`${api}/${name}`);
    if (stage === undefined) throw notFound('stage');
    return stage;
  };
  const describeStage = (stageName: string | undefined, { deploymentId, variables, canaryPercent }: Stage) => ({
    stageName,
    deploymentId,
    ...(Object.keys(variables).length > 0 && { variables: { ...variables } }),
    ...(canaryPercent > 0 && { canarySettings: { percentTraffic: canaryPercent } }),
  });
  return {
    GetStage: ({ restApiId, stageName }: GetStageCommandInput) =>
      describeStage(stageName, requireStage(restApiId, stageName)),
    GetDeployment({ restApiId, deploymentId }: GetDeploymentCommandInput) {
      const deployment = deployments.get(`${restApiId}/${deploymentId}`);
      if (deployment === undefined) throw notFound('Deployment');
      return { ...deployment };
    },
    UpdateStage({ restApiId, stageName, patchOperations = [] }: UpdateStageCommandInput) {
      let stage = requireStage(restApiId, stageName);
      for (const { op, path, value = '' } of patchOperations) {
        if (op !== 'replace' || path !== '/deploymentId') {
          throw new BadRequestException({ message: `Invalid patch path ${path}`, $metadata: {} });
        }
        if (!deployments.has(`${restApiId}/${value}`)) {
          throw new BadRequestException({ message: 'Deployment id does not exist', $metadata: {} });
        }
        stage = { ...stage, deploymentId: value };
      }
      stages.set(`${restApiId}/${stageName}`, stage);
      return describeStage(stageName, stage);
    },
  };
}

function mappingOperations(
  mappings: ReadonlyMap<string, { readonly restApiId: string; readonly stage: string }>,
): Model {
  return {
    GetBasePathMapping({ domainName, basePath }: GetBasePathMappingCommandInput) {
      const mapping = mappings.get(`${domainName}/${basePath}`);
      if (mapping === undefined) throw notFound('base path mapping');
      return { basePath, ...mapping };
    },
  };
}
