import { LambdaClient } from '@aws-sdk/client-lambda';
import { PutParameterCommand, SSMClient } from '@aws-sdk/client-ssm';
import { beforeEach, describe, expect, it } from 'vitest';
import { createShared } from '../../src/aws/shared.ts';
import { attach } from '../../src/sandbox/cloud/attach.ts';
import { createLambdaModel, type LambdaCloud } from '../../src/sandbox/cloud/lambda.ts';
import { createSsmModel } from '../../src/sandbox/cloud/ssm.ts';
import { localConfig } from './local-config.ts';

describe('what both arms share', () => {
  let ssm: SSMClient;
  let lambda: LambdaClient;
  let cloud: LambdaCloud;
  beforeEach(() => {
    ssm = attach(new SSMClient(localConfig), 'SSM', createSsmModel({ now: () => 0 }).model);
    cloud = createLambdaModel({ now: () => 0 });
    cloud.createFunction({ name: 'shop-api' });
    lambda = attach(new LambdaClient(localConfig), 'Lambda', cloud.model);
  });
  const put = (Name: string, Value: string, Type: 'String' | 'SecureString' = 'String') =>
    ssm.send(new PutParameterCommand({ Name, Value, Type }));
  const parameters = (...names: string[]) => createShared({ ssm, lambda }).parameters(names);
  const variables = (...names: string[]) => createShared({ ssm, lambda }).variables('shop-api', ['1', '2'], names);

  it('is equal by what the parameters hold, encrypted or not', async () => {
    await put('/a/db', 'postgres://one');
    await put('/b/db', 'postgres://one', 'SecureString');
    expect(await parameters('/a/db', '/b/db')).toEqual({ missing: [], unequal: [] });
  });

  it('is not equal when one parameter holds something else, and does not say what', async () => {
    await put('/a/db', 'postgres://one', 'SecureString');
    await put('/b/db', 'postgres://two', 'SecureString');
    expect(await parameters('/a/db', '/b/db')).toEqual({ missing: [], unequal: ['/a/db', '/b/db'] });
  });

  it('names the parameters that are not there', async () => {
    await put('/a/db', 'postgres://one');
    expect(await parameters('/a/db', '/b/db')).toEqual({ missing: ['/b/db'], unequal: [] });
  });

  it('is compared between the two versions of a function, variable by variable', async () => {
    cloud.publish('shop-api', { variables: { DB_URL: 'one', CACHE: 'c', ONLY_OLD: 'x' } });
    cloud.publish('shop-api', { variables: { DB_URL: 'one', CACHE: 'd' } });
    expect(await variables('DB_URL', 'CACHE', 'ONLY_OLD', 'NOBODY')).toEqual({
      missing: ['NOBODY'],
      unequal: ['CACHE', 'ONLY_OLD'],
    });
  });

  it('is not known where Lambda cannot decrypt the environment', async () => {
    const locked = attach(new LambdaClient(localConfig), 'Lambda', {
      GetFunctionConfiguration: () => ({ Environment: { Error: { ErrorCode: 'AccessDeniedException' } } }),
    });
    const shared = createShared({ ssm, lambda: locked });
    await expect(shared.variables('shop-api', ['1', '2'], ['DB_URL'])).rejects.toThrow('Allow the worker kms:Decrypt');
  });
});
