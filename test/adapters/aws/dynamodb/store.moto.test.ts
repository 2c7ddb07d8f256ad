import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll, beforeEach, describe } from 'vitest';
import { createHistory } from '../../../../src/adapters/aws/dynamodb/history.ts';
import { createRegistry } from '../../../../src/adapters/aws/dynamodb/registry.ts';
import { createStore } from '../../../../src/adapters/aws/dynamodb/store.ts';
import { createTable } from '../../../../src/adapters/aws/dynamodb/table.ts';
import { type Moto, startMoto } from '../../../support/moto.ts';
import { historyContract } from './history-contract.ts';
import { registryContract } from './registry-contract.ts';
import { storeContract } from './store-contract.ts';

describe('DynamoDB on moto', () => {
  let moto: Moto;
  let client: DynamoDBClient;
  let tables = 0;
  const freshTable = async () => {
    tables += 1;
    const table = `serin-${tables}`;
    await createTable(client, table);
    return { client, table };
  };

  beforeAll(async () => {
    moto = await startMoto();
    const credentials = { accessKeyId: 'local', secretAccessKey: 'local' };
    client = new DynamoDBClient({ endpoint: moto.url, region: 'us-east-1', credentials });
  });
  afterAll(async () => {
    client.destroy();
    await moto.stop();
  });

  describe('the store', () => {
    let local: Awaited<ReturnType<typeof freshTable>>;
    beforeAll(async () => {
      local = await freshTable();
    });
    storeContract(
      () => createStore(local),
      (arn, service) => createRegistry(local).register({ service, alarmArns: [arn], targets: [] }),
    );
  });

  describe('the history', () => {
    let local: Awaited<ReturnType<typeof freshTable>>;
    beforeAll(async () => {
      local = await freshTable();
    });
    historyContract(() => createHistory(local));
  });

  describe('the registry', () => {
    let local: Awaited<ReturnType<typeof freshTable>>;
    beforeEach(async () => {
      local = await freshTable();
    });
    registryContract(() => createRegistry(local));
  });
});
