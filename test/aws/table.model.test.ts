import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { beforeEach, describe } from 'vitest';
import { createHistory } from '../../src/aws/history.ts';
import { createRegistry } from '../../src/aws/registry.ts';
import { createStore } from '../../src/aws/store.ts';
import { attach } from '../../src/sandbox/cloud/attach.ts';
import { createDynamoDbModel } from '../support/dynamodb-model.ts';
import { historyContract } from './history-contract.ts';
import { localConfig } from './local-config.ts';
import { registryContract } from './registry-contract.ts';
import { storeContract } from './store-contract.ts';

/** The table that tests of load fill with 10,000 services is held to the same contracts as the ones on servers. */
describe('DynamoDB in the model', () => {
  let local: { readonly client: DynamoDBClient; readonly table: string };
  beforeEach(() => {
    const client = attach(new DynamoDBClient(localConfig), 'DynamoDB', createDynamoDbModel().model);
    local = { client, table: 'serin' };
  });

  describe('the store', () => {
    storeContract(
      () => createStore(local),
      (arn, service) => createRegistry(local).register({ service, alarmArns: [arn], targets: [] }),
    );
  });
  describe('the history', () => historyContract(() => createHistory(local)));
  describe('the registry', () => registryContract(() => createRegistry(local)));
});
