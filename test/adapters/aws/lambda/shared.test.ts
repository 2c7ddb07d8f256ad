import { LambdaClient } from '@aws-sdk/client-lambda';
import { SSMClient } from '@aws-sdk/client-ssm';
import { beforeEach, describe, expect, it } from 'vitest';
import { createShared } from '../../../../src/adapters/aws/lambda/shared.ts';
import { attach } from '../../../../src/sandbox/cloud/attach.ts';
import { createLambdaModel, type LambdaCloud } from '../../../../src/sandbox/cloud/lambda/lambda.ts';
import { createSsmModel } from '../../../../src/sandbox/cloud/ssm.ts';
import { localConfig } from '../support/local-config.ts';
import { sharedContract } from './shared-contract.ts';

describe('what both arms share, in the models', () => {
  let ssm: SSMClient;
  let lambda: LambdaClient;
  let cloud: LambdaCloud;
  beforeEach(() => {
    ssm = attach(new SSMClient(localConfig), 'SSM', createSsmModel({ now: () => 0 }).model);
    cloud = createLambdaModel({ now: () => 0 });
    cloud.createFunction({ name: 'shop-api' });
    lambda = attach(new LambdaClient(localConfig), 'Lambda', cloud.model);
  });

  sharedContract(() => ({ ssm, lambda, publish: async (variables) => cloud.publish('shop-api', { variables }) }));

  it('is not known where Lambda cannot decrypt the environment', async () => {
    const locked = attach(new LambdaClient(localConfig), 'Lambda', {
      GetFunctionConfiguration: () => ({ Environment: { Error: { ErrorCode: 'AccessDeniedException' } } }),
    });
    const shared = createShared({ ssm, lambda: locked });
    await expect(shared.variables('shop-api', ['1', '2'], ['DB_URL'])).rejects.toThrow('Allow the worker kms:Decrypt');
  });
});
