import { DeleteFunctionCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { afterAll, beforeAll } from 'vitest';
import { type Moto, startMoto } from '../../../support/moto.ts';
import { aClock } from '../support/a-clock.ts';
import { aMotoFunction } from '../support/a-moto-function.ts';
import { targetContract } from '../target-contract.ts';
import { aLambdaAliasWorld } from './world.ts';

const NAME = 'checkout-api';
let moto: Moto;
let client: LambdaClient;
beforeAll(async () => {
  moto = await startMoto();
  const credentials = { accessKeyId: 'any', secretAccessKey: 'any' };
  client = new LambdaClient({ region: 'us-east-1', endpoint: moto.url, credentials });
});
afterAll(() => moto.stop());

const IGNORES_REVISION = 'moto ignores the RevisionId of UpdateAlias';

async function open() {
  await fetch(`${moto.url}/moto-api/reset`, { method: 'POST' });
  await aMotoFunction(moto, client, NAME);
  const remove = async () => {
    await client.send(new DeleteFunctionCommand({ FunctionName: NAME }));
  };
  const removeBefore = async () => {
    await client.send(new DeleteFunctionCommand({ FunctionName: NAME, Qualifier: '1' }));
  };
  return aLambdaAliasWorld(client, aClock(), { name: NAME, remove, removeBefore });
}

targetContract('lambda-alias on moto', open, {
  'refuses a shift when somebody else changed the weight since the reading': IGNORES_REVISION,
  'refuses a late shift from before the way back although the share is that of before again': IGNORES_REVISION,
  'refuses a late shift from before the second of two ways back': IGNORES_REVISION,
  'refuses a late shift from before a lowering to the share of before': IGNORES_REVISION,
  'refuses a late promotion from before the way back': IGNORES_REVISION,
});
