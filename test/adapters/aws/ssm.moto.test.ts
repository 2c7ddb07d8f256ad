import { SSMClient } from '@aws-sdk/client-ssm';
import { afterAll, beforeAll, describe } from 'vitest';
import { readParametersSigned } from '../../../src/adapters/aws/ssm/read-signed.ts';
import { type Moto, startMoto } from '../../support/moto.ts';
import { controlCentersContract } from './ssm/control-centers-contract.ts';
import { secretsContract } from './ssm/secrets-contract.ts';
import { servicesContract } from './ssm/services-contract.ts';
import { localConfig, localEnvironment } from './support/local-config.ts';

describe('SSM on moto', () => {
  let moto: Moto;
  let client: SSMClient;
  beforeAll(async () => {
    moto = await startMoto();
    client = new SSMClient({ ...localConfig, endpoint: moto.url });
  });
  afterAll(async () => {
    client.destroy();
    await moto.stop();
  });

  describe('services', () =>
    servicesContract(() => client, {
      'refuses more than a standard parameter holds': 'moto takes values of any size',
    }));
  describe('control centers', () => controlCentersContract(() => client));
  describe('secrets by the SDK', () => secretsContract(() => client));
  describe('secrets by a signed request', () => {
    secretsContract(
      () => client,
      () => readParametersSigned({ environment: localEnvironment(moto.url) }),
    );
  });
});
