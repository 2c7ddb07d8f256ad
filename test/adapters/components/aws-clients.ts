import { APIGatewayClient } from '@aws-sdk/client-api-gateway';
import { LambdaClient } from '@aws-sdk/client-lambda';
import { S3Client } from '@aws-sdk/client-s3';
import { type ApiGatewayCloud, createApiGatewayModel } from '../../../src/sandbox/cloud/api-gateway.ts';
import { attach, type Observer } from '../../../src/sandbox/cloud/attach.ts';
import { createLambdaModel, type LambdaCloud } from '../../../src/sandbox/cloud/lambda/lambda.ts';
import { createS3Model, type S3Cloud } from '../../../src/sandbox/cloud/s3.ts';

const SOMEWHERE = { region: 'us-east-1', credentials: { accessKeyId: 'any', secretAccessKey: 'any' }, maxAttempts: 1 };

/** A time that goes on by a minute whenever it is asked, so that nothing is equally old. */
function aging(): { now(): number } {
  let time = Date.UTC(2026, 0, 5, 9);
  return {
    now: () => {
      time += 60_000;
      return time;
    },
  };
}

/** The function `shop-api` with v53, v54 and v55; `env-a` is on v54 and `env-b` on v53. */
export function someFunctions(observer?: Observer): { readonly cloud: LambdaCloud; readonly client: LambdaClient } {
  const cloud = createLambdaModel(aging());
  for (const name of ['shop-api', 'shop-orders']) {
    cloud.createFunction({ name });
    for (const description of ['v53', 'v54', 'v55']) cloud.publish(name, { description });
    cloud.createAlias(name, 'env-a', '2');
    cloud.createAlias(name, 'env-b', '1');
  }
  return { cloud, client: attach(new LambdaClient(SOMEWHERE), 'Lambda', cloud.model, observer) };
}

/** The API `shop1` with the stages `env-a` on v54 and `env-b` on v53; the variable `alias` is per side. */
export function someStages(observer?: Observer): {
  readonly cloud: ApiGatewayCloud;
  readonly client: APIGatewayClient;
} {
  const cloud = createApiGatewayModel(aging());
  const [v53, v54] = [cloud.deploy('shop1', 'v53'), cloud.deploy('shop1', 'v54')];
  cloud.putStage('shop1', 'env-a', { deploymentId: v54, variables: { alias: 'env-a', log: 'info' } });
  cloud.putStage('shop1', 'env-b', { deploymentId: v53, variables: { alias: 'env-b', log: 'info' } });
  return { cloud, client: attach(new APIGatewayClient(SOMEWHERE), 'APIGateway', cloud.model, observer) };
}

/** The buckets `shop-web-a` with v54 and `shop-web-b` with v53. */
export function someBuckets(observer?: Observer): { readonly cloud: S3Cloud; readonly client: S3Client } {
  const cloud = createS3Model(aging());
  for (const bucket of ['shop-web-a', 'shop-web-b']) cloud.createBucket(bucket);
  cloud.put('shop-web-b', 'version.json', '{"version":"v53"}');
  cloud.put('shop-web-a', 'version.json', '{"version":"v54"}');
  return { cloud, client: attach(new S3Client(SOMEWHERE), 'S3', cloud.model, observer) };
}

/** Writes down which operations are called. */
export function noting(calls: string[]): Observer {
  return {
    before({ operation }) {
      calls.push(operation);
    },
  };
}
