import { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import { afterAll, beforeAll, describe } from 'vitest';
import { type Moto, startMoto } from '../../../support/moto.ts';
import { localConfig } from '../support/local-config.ts';
import { metricsContract } from './metrics-contract.ts';

describe('metrics in CloudWatch on moto', () => {
  const now = Date.UTC(2026, 0, 5, 9);
  let moto: Moto;
  let client: CloudWatchClient;
  beforeAll(async () => {
    moto = await startMoto();
    client = new CloudWatchClient({ ...localConfig, endpoint: moto.url });
  });
  afterAll(async () => {
    client.destroy();
    await moto.stop();
  });

  metricsContract(() => ({ client, now }));
});
