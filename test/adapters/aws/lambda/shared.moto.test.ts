import { LambdaClient, PublishVersionCommand, UpdateFunctionConfigurationCommand } from '@aws-sdk/client-lambda';
import { SSMClient } from '@aws-sdk/client-ssm';
import { afterAll, beforeAll, describe } from 'vitest';
import { type Moto, startMoto } from '../../../support/moto.ts';
import { aMotoFunction } from '../../targets/support/a-moto-function.ts';
import { localConfig } from '../support/local-config.ts';
import { sharedContract } from './shared-contract.ts';

describe('what both arms share, on moto', () => {
  const FunctionName = 'shop-api';
  let moto: Moto;
  let ssm: SSMClient;
  let lambda: LambdaClient;
  beforeAll(async () => {
    moto = await startMoto();
    const config = { ...localConfig, endpoint: moto.url };
    ssm = new SSMClient(config);
    lambda = new LambdaClient(config);
    await aMotoFunction(moto, lambda, FunctionName);
  });
  afterAll(async () => {
    ssm.destroy();
    lambda.destroy();
    await moto.stop();
  });

  const publish = async (Variables: Readonly<Record<string, string>>): Promise<string> => {
    const command = new UpdateFunctionConfigurationCommand({ FunctionName, Environment: { Variables } });
    await lambda.send(command);
    return (await lambda.send(new PublishVersionCommand({ FunctionName }))).Version ?? '';
  };

  sharedContract(() => ({ ssm, lambda, publish }));
});
