import { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import { afterAll, beforeAll, describe } from 'vitest';
import { type Moto, startMoto } from '../../../support/moto.ts';
import { localConfig } from '../support/local-config.ts';
import { healthContract } from './health-contract.ts';

describe('alarms in CloudWatch on moto', () => {
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

  healthContract(() => client, {
    'reads composite alarms too': 'moto has no PutCompositeAlarm',
    'says that a composite alarm is suppressed while its suppressor fires': 'moto has no PutCompositeAlarm',
  });
});
