import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { beforeEach, describe } from 'vitest';
import { createHistory } from '../../../src/adapters/aws/dynamodb/history.ts';
import { createRegistry } from '../../../src/adapters/aws/dynamodb/registry.ts';
import { createStore } from '../../../src/adapters/aws/dynamodb/store.ts';
import { attach } from '../../../src/sandbox/cloud/attach.ts';
import { createMemoryDynamoDb } from '../../support/memory-dynamodb.ts';
import { historyContract } from './dynamodb/history-contract.ts';
import { registryContract } from './dynamodb/registry-contract.ts';
import { storeContract } from './dynamodb/store-contract.ts';

const config = { region: 'us-east-1', credentials: { accessKeyId: 'local', secretAccessKey: 'local' } };
const aTable = () => ({
  client: attach(new DynamoDBClient(config), 'DynamoDB', createMemoryDynamoDb()),
  table: 'serin',
});
const parts = aTable();

describe('the store on a table in memory', () => {
  storeContract(
    () => createStore(parts),
    (arn, service) => createRegistry(parts).register({ service, alarmArns: [arn], targets: [] }),
  );
});

describe('the history on a table in memory', () => {
  historyContract(() => createHistory(parts));
});

describe('the registry on a table in memory', () => {
  let registry = createRegistry(aTable());
  beforeEach(() => {
    registry = createRegistry(aTable());
  });
  registryContract(() => registry);
});
