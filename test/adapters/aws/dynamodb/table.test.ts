import { DescribeTableCommand } from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createTable } from '../../../../src/adapters/aws/dynamodb/table.ts';
import { type LocalTable, startDynalite } from '../../../support/dynalite.ts';

describe('the table', () => {
  let local: LocalTable;
  beforeAll(async () => {
    local = await startDynalite();
  });
  afterAll(() => local.stop());

  it('is keyed by pk and sk and paid per request', async () => {
    const { Table } = await local.client.send(new DescribeTableCommand({ TableName: local.table }));
    expect(Table).toMatchObject({
      TableStatus: 'ACTIVE',
      KeySchema: [
        { AttributeName: 'pk', KeyType: 'HASH' },
        { AttributeName: 'sk', KeyType: 'RANGE' },
      ],
      BillingModeSummary: { BillingMode: 'PAY_PER_REQUEST' },
    });
  });

  it('is left as it is when it exists already', async () => {
    await expect(createTable(local.client, local.table)).resolves.toBeUndefined();
  });
});
