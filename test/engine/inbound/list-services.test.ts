import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { expect, it } from 'vitest';
import { createStore } from '../../../src/adapters/aws/dynamodb/store.ts';
import { emptyRecord } from '../../../src/domain/rollout/record.ts';
import type { Deps } from '../../../src/engine/deps.ts';
import { listServices } from '../../../src/engine/inbound/questions.ts';
import { attach } from '../../../src/sandbox/cloud/attach.ts';
import { localConfig } from '../../adapters/aws/support/local-config.ts';
import { aRollout } from '../../rollout/builders.ts';
import { createMemoryDynamoDb, type Items } from '../../support/memory-dynamodb.ts';

const nameOf = (n: number) => `svc-${String(n).padStart(5, '0')}`;

/** So many services in a table in memory, and the calls that DynamoDB gets. */
async function manyServices(count: number) {
  const items: Items = new Map();
  const calls: string[] = [];
  const before = ({ operation }: { readonly operation: string }) => {
    calls.push(operation);
  };
  const client = attach(new DynamoDBClient(localConfig), 'DynamoDB', createMemoryDynamoDb(undefined, items), {
    before,
  });
  const store = createStore({ client, table: 'serin' });
  const names = Array.from({ length: count }, (_, n) => nameOf(n));
  await store.save({ ...emptyRecord(nameOf(0)), revision: 1, rollout: aRollout({ service: nameOf(0) }) });
  calls.length = 0;
  return { deps: { store, services: { names: async () => names } } as unknown as Deps, calls, items };
}

it.each([
  [10, 1],
  [250, 3],
  [10_000, 100],
])('reads %i services in %i calls', async (services, reads) => {
  const { deps, calls } = await manyServices(services);
  const answer = await listServices(deps);
  expect(calls).toEqual(Array.from({ length: reads }, () => 'BatchGetItem'));
  const listed = 'services' in answer ? answer.services : [];
  expect(listed).toHaveLength(services);
  expect(listed[0]?.rollout?.service).toBe(nameOf(0));
  expect(listed[1]).toEqual({ service: nameOf(1), rollout: null, queued: 0, scheduled: 0 });
});

it('fails where a record cannot be read, instead of listing its service without a rollout', async () => {
  const { deps, items } = await manyServices(3);
  const item = items.get(`service#${nameOf(0)}`)?.get('current');
  items.get(`service#${nameOf(0)}`)?.set('current', { ...item, schema: { N: '3' } });
  await expect(listServices(deps)).rejects.toMatchObject({ code: 'record-schema-unknown' });
});
