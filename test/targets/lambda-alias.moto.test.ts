import {
  CreateAliasCommand,
  CreateFunctionCommand,
  DeleteFunctionCommand,
  LambdaClient,
  PublishVersionCommand,
  UpdateFunctionConfigurationCommand,
} from '@aws-sdk/client-lambda';
import { afterAll, beforeAll } from 'vitest';
import { type Moto, startMoto } from '../support/moto.ts';
import { aClock } from './a-clock.ts';
import { aLambdaAliasWorld } from './lambda-alias-world.ts';
import { targetContract } from './target-contract.ts';

const NAME = 'checkout-api';
let moto: Moto;
let client: LambdaClient;
beforeAll(async () => {
  moto = await startMoto();
  const credentials = { accessKeyId: 'any', secretAccessKey: 'any' };
  client = new LambdaClient({ region: 'us-east-1', endpoint: moto.url, credentials });
});
afterAll(() => moto.stop());

/** moto wants the role to exist. There is no IAM client here: one form request does. */
async function createRole(name: string): Promise<void> {
  const trust = {
    Version: '2012-10-17',
    Statement: [{ Effect: 'Allow', Action: 'sts:AssumeRole', Principal: { Service: 'lambda.amazonaws.com' } }],
  };
  await fetch(moto.url, {
    method: 'POST',
    headers: { authorization: 'AWS4-HMAC-SHA256 Credential=any/20260105/us-east-1/iam/aws4_request' },
    body: new URLSearchParams({
      Action: 'CreateRole',
      Version: '2010-05-08',
      RoleName: name,
      AssumeRolePolicyDocument: JSON.stringify(trust),
    }),
  });
}

const IGNORES_REVISION = 'moto ignores the RevisionId of UpdateAlias';

async function open() {
  await fetch(`${moto.url}/moto-api/reset`, { method: 'POST' });
  await createRole('any');
  await client.send(
    new CreateFunctionCommand({
      FunctionName: NAME,
      PackageType: 'Image',
      Code: { ImageUri: '123456789012.dkr.ecr.us-east-1.amazonaws.com/any:v1' },
      Role: 'arn:aws:iam::123456789012:role/any',
    }),
  );
  for (const Description of ['v53', 'v54', 'v55']) {
    // Lambda publishes nothing when nothing has changed.
    await client.send(new UpdateFunctionConfigurationCommand({ FunctionName: NAME, Description }));
    await client.send(new PublishVersionCommand({ FunctionName: NAME, Description }));
  }
  await client.send(new CreateAliasCommand({ FunctionName: NAME, Name: 'live', FunctionVersion: '1' }));
  const remove = async () => {
    await client.send(new DeleteFunctionCommand({ FunctionName: NAME }));
  };
  return aLambdaAliasWorld(client, aClock(), { name: NAME, remove });
}

targetContract('lambda-alias on moto', open, {
  'refuses a shift when somebody else changed the weight since the reading': IGNORES_REVISION,
  'refuses a late shift from before the way back although the share is that of before again': IGNORES_REVISION,
  'refuses a late shift from before the second of two ways back': IGNORES_REVISION,
  'refuses a late shift from before a lowering to the share of before': IGNORES_REVISION,
});
