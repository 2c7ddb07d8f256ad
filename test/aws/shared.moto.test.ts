import {
  CreateFunctionCommand,
  LambdaClient,
  PublishVersionCommand,
  UpdateFunctionConfigurationCommand,
} from '@aws-sdk/client-lambda';
import { SSMClient } from '@aws-sdk/client-ssm';
import { afterAll, beforeAll, describe } from 'vitest';
import { createMotoRole, type Moto, startMoto } from '../support/moto.ts';
import { localConfig } from './local-config.ts';
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
    await createMotoRole(moto, 'any');
    await lambda.send(
      new CreateFunctionCommand({
        FunctionName,
        PackageType: 'Image',
        Code: { ImageUri: '123456789012.dkr.ecr.us-east-1.amazonaws.com/any:v1' },
        Role: 'arn:aws:iam::123456789012:role/any',
      }),
    );
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
