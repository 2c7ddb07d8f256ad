import {
  APIGatewayClient,
  CreateDeploymentCommand,
  CreateResourceCommand,
  CreateRestApiCommand,
  CreateStageCommand,
  DeleteStageCommand,
  GetResourcesCommand,
  PutIntegrationCommand,
  PutMethodCommand,
  UpdateStageCommand,
} from '@aws-sdk/client-api-gateway';
import { CreateAliasCommand, DeleteFunctionCommand, LambdaClient, UpdateAliasCommand } from '@aws-sdk/client-lambda';
import {
  CreateBucketCommand,
  DeleteBucketCommand,
  DeleteObjectCommand,
  PutObjectCommand,
  S3Client,
} from '@aws-sdk/client-s3';
import { afterAll, beforeAll } from 'vitest';
import { createApiStage } from '../../../src/adapters/components/api-stage/component.ts';
import { createFrontend } from '../../../src/adapters/components/frontend/component.ts';
import { createLambdaFunctions } from '../../../src/adapters/components/lambda-functions/component.ts';
import { type Moto, startMoto } from '../../support/moto.ts';
import { aMotoFunction } from '../targets/support/a-moto-function.ts';
import { componentContract } from './component-contract.ts';

let moto: Moto;
let gateway: APIGatewayClient;
let s3: S3Client;
let lambda: LambdaClient;
beforeAll(async () => {
  moto = await startMoto();
  const config = {
    region: 'us-east-1',
    endpoint: moto.url,
    credentials: { accessKeyId: 'any', secretAccessKey: 'any' },
  };
  gateway = new APIGatewayClient(config);
  lambda = new LambdaClient(config);
  s3 = new S3Client({ ...config, forcePathStyle: true });
});
afterAll(() => moto.stop());

const reset = () => fetch(`${moto.url}/moto-api/reset`, { method: 'POST' });

/** A REST API with one method: only such a one can be deployed. */
async function anApi(): Promise<string> {
  const { id = '' } = await gateway.send(new CreateRestApiCommand({ name: 'shop' }));
  const { items = [] } = await gateway.send(new GetResourcesCommand({ restApiId: id }));
  const parentId = items[0]?.id ?? '';
  const { id: resourceId = '' } = await gateway.send(
    new CreateResourceCommand({ restApiId: id, parentId, pathPart: 'items' }),
  );
  const method = { restApiId: id, resourceId, httpMethod: 'GET' };
  await gateway.send(new PutMethodCommand({ ...method, authorizationType: 'NONE' }));
  await gateway.send(new PutIntegrationCommand({ ...method, type: 'MOCK' }));
  return id;
}

let newest = 0;

/** Deployments have whole seconds, so two of one second are equally old: deploys until there is one that is newer than all. */
async function deploy(restApiId: string, description: string): Promise<string> {
  for (;;) {
    const { id = '', createdDate } = await gateway.send(new CreateDeploymentCommand({ restApiId, description }));
    const created = createdDate?.getTime() ?? 0;
    if (created <= newest) continue;
    newest = created;
    return id;
  }
}

componentContract(
  'api-stage on moto',
  'api-stage',
  async () => {
    await reset();
    const restApiId = await anApi();
    for (const [stageName, label] of [
      ['env-b', 'v53'],
      ['env-a', 'v54'],
    ] as const) {
      const deploymentId = await deploy(restApiId, label);
      const variables = { alias: stageName, log: 'info' };
      await gateway.send(new CreateStageCommand({ restApiId, stageName, deploymentId, variables }));
    }
    return {
      component: createApiStage(gateway),
      config: { kind: 'api-stage', api: restApiId, stages: { a: 'env-a', b: 'env-b' }, perSide: ['alias'] },
      name: `api-stage ${restApiId} env-a/env-b`,
      deployToB: async () => {
        const value = await deploy(restApiId, 'v55');
        const patchOperations = [{ op: 'replace' as const, path: '/deploymentId', value }];
        await gateway.send(new UpdateStageCommand({ restApiId, stageName: 'env-b', patchOperations }));
      },
      removeB: async () => {
        await gateway.send(new DeleteStageCommand({ restApiId, stageName: 'env-b' }));
      },
    };
  },
  {
    'refuses a version that does not exist, for good': 'moto takes any id of a deployment in UpdateStage',
  },
);

componentContract('lambda-functions on moto', 'lambda-functions', async () => {
  await reset();
  const functions = ['shop-api', 'shop-orders'];
  for (const name of functions) {
    await aMotoFunction(moto, lambda, name);
    for (const [Name, FunctionVersion] of [
      ['env-a', '2'],
      ['env-b', '1'],
    ] as const)
      await lambda.send(new CreateAliasCommand({ FunctionName: name, Name, FunctionVersion }));
  }
  return {
    component: createLambdaFunctions(lambda),
    config: { kind: 'lambda-functions', functions, aliases: { a: 'env-a', b: 'env-b' } },
    name: 'lambda-functions shop-api',
    deployToB: async () => {
      const move = { FunctionName: 'shop-api', Name: 'env-b', FunctionVersion: '3' };
      await lambda.send(new UpdateAliasCommand(move));
    },
    removeB: async () => {
      await lambda.send(new DeleteFunctionCommand({ FunctionName: 'shop-api' }));
    },
  };
});

componentContract('frontend on moto', 'frontend', async () => {
  await reset();
  const put = (Bucket: string, version: string, builtAt: string) =>
    s3.send(new PutObjectCommand({ Bucket, Key: 'version.json', Body: JSON.stringify({ version, builtAt }) }));
  for (const Bucket of ['shop-web-a', 'shop-web-b']) await s3.send(new CreateBucketCommand({ Bucket }));
  await put('shop-web-b', 'v53', '2026-01-05T09:00:00Z');
  await put('shop-web-a', 'v54', '2026-01-06T09:00:00Z');
  return {
    component: createFrontend(s3),
    config: { kind: 'frontend', buckets: { a: 'shop-web-a', b: 'shop-web-b' } },
    name: 'frontend shop-web-a/shop-web-b',
    deployToB: async () => {
      await put('shop-web-b', 'v55', '2026-01-07T09:00:00Z');
    },
    removeB: async () => {
      await s3.send(new DeleteObjectCommand({ Bucket: 'shop-web-b', Key: 'version.json' }));
      await s3.send(new DeleteBucketCommand({ Bucket: 'shop-web-b' }));
    },
  };
});
