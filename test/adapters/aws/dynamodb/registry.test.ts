import { DeleteItemCommand, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createRegistry } from '../../../../src/adapters/aws/dynamodb/registry.ts';
import { createStore } from '../../../../src/adapters/aws/dynamodb/store.ts';
import type { Registry } from '../../../../src/ports/store.ts';
import { type LocalTable, startDynalite } from '../../../support/dynalite.ts';
import { registryContract } from './registry-contract.ts';

describe('the registry on dynalite', () => {
  let local: LocalTable;
  let registry: Registry;
  beforeEach(async () => {
    local = await startDynalite();
    registry = createRegistry(local);
  });
  afterEach(() => local.stop());

  registryContract(() => registry);

  it('tells the store which services watch an alarm, and when they stop', async () => {
    await registry.register({ service: 'checkout', alarmArns: ['arn:1'], targets: [] });
    expect(await createStore(local).watching('arn:1')).toEqual(['checkout']);
    await registry.register({ service: 'checkout', alarmArns: [], targets: [] });
    expect(await createStore(local).watching('arn:1')).toEqual([]);
  });

  it('completes what an interrupted run left half done', async () => {
    const claim = { service: 'checkout', alarmArns: ['arn:1'], targets: ['t'] };
    await registry.register(claim);
    const Key = { pk: { S: 'alarm#arn:1' }, sk: { S: 'service#checkout' } };
    await local.client.send(new DeleteItemCommand({ TableName: local.table, Key }));
    await registry.register(claim);
    expect(await createStore(local).watching('arn:1')).toEqual(['checkout']);
  });

  it('leaves a target with the service that owns it when an older claim is dropped', async () => {
    await registry.register({ service: 'new', alarmArns: [], targets: ['t'] });
    const Item = { pk: { S: 'claims' }, sk: { S: 'old#target#t' } };
    await local.client.send(new PutItemCommand({ TableName: local.table, Item }));
    await registry.register({ service: 'old', alarmArns: [], targets: ['u'] });
    expect(await registry.owner('t')).toBe('new');
    expect(await registry.claims()).toContainEqual({ service: 'old', alarmArns: [], targets: ['u'] });
  });
});
