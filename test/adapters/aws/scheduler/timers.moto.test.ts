import { CreateScheduleGroupCommand, SchedulerClient } from '@aws-sdk/client-scheduler';
import { afterAll, beforeAll, describe } from 'vitest';
import { type Moto, startMoto } from '../../../support/moto.ts';
import { localConfig } from '../support/local-config.ts';
import { timersContract } from './timers-contract.ts';

describe('timers on moto', () => {
  let moto: Moto;
  let client: SchedulerClient;
  beforeAll(async () => {
    moto = await startMoto();
    client = new SchedulerClient({ ...localConfig, endpoint: moto.url });
    await client.send(new CreateScheduleGroupCommand({ Name: 'serin' }));
  });
  afterAll(async () => {
    client.destroy();
    await moto.stop();
  });

  timersContract(() => client);
});
