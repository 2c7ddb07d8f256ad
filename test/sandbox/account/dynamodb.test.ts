import { GetItemCommand } from '@aws-sdk/client-dynamodb';
import { expect, it } from 'vitest';
import { startDynamoDb } from '../../../src/sandbox/account/dynamodb.ts';

it('answers what it was asked before it ends', async () => {
  const dynamodb = await startDynamoDb(null, {});
  const Key = { pk: { S: 'service#checkout' }, sk: { S: 'current' } };
  const ask = () => dynamodb.client.send(new GetItemCommand({ TableName: dynamodb.table, Key }));
  await ask();
  const asked = Array.from({ length: 50 }, ask);
  const answers = Promise.allSettled(asked);
  await Promise.race(asked);
  await dynamodb.close();
  const answered = (await answers).filter(({ status }) => status === 'fulfilled');
  expect(answered.length).toBeGreaterThan(1);
});
