import { CreateEventBusCommand, EventBridgeClient } from '@aws-sdk/client-eventbridge';
import { afterAll, beforeAll, describe } from 'vitest';
import { type Moto, startMoto } from '../support/moto.ts';
import { busContract } from './bus-contract.ts';
import { localConfig } from './local-config.ts';

describe('the bus on moto', () => {
  let moto: Moto;
  let client: EventBridgeClient;
  beforeAll(async () => {
    moto = await startMoto();
    client = new EventBridgeClient({ ...localConfig, endpoint: moto.url });
    await client.send(new CreateEventBusCommand({ Name: 'serin' }));
  });
  afterAll(async () => {
    client.destroy();
    await moto.stop();
  });

  busContract(() => client);
});
