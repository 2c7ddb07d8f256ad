import { QueryCommand } from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createHistory } from '../../../../src/adapters/aws/dynamodb/history.ts';
import type { History } from '../../../../src/ports/store.ts';
import { type LocalTable, startDynalite } from '../../../support/dynalite.ts';
import { anEntry, aRollout } from '../support/a-record.ts';
import { historyContract } from './history-contract.ts';

describe('the history on dynalite', () => {
  let local: LocalTable;
  let history: History;
  beforeAll(async () => {
    local = await startDynalite();
    history = createHistory(local);
  });
  afterAll(() => local.stop());

  historyContract(() => history);

  const itemsOf = async (pk: string) => {
    const { Items = [] } = await local.client.send(
      new QueryCommand({
        TableName: local.table,
        KeyConditionExpression: 'pk = :pk',
        ExpressionAttributeValues: { ':pk': { S: pk } },
      }),
    );
    return Items;
  };

  it('keeps spilled entries once, in the order of their numbers', async () => {
    const entries = [2, 10, 1].map((n) => anEntry({ n, text: `entry ${n}` }));
    await history.spill('spill-1', entries);
    await history.spill('spill-1', entries);
    const kept = (await itemsOf('rollout#spill-1')).map(({ record }) => JSON.parse(record?.S ?? ''));
    expect(kept).toEqual([1, 2, 10].map((n) => anEntry({ n, text: `entry ${n}` })));
  });

  it('lets everything end 13 months after it happened', async () => {
    const at = Date.UTC(2026, 0, 15);
    await history.keep(aRollout({ id: 'end-1', service: 'end', startedAt: at }));
    await history.spill('end-1', [anEntry({ at })]);
    const items = [...(await itemsOf('history#end')), ...(await itemsOf('rollout#end-1'))];
    expect(items).toHaveLength(3);
    for (const item of items) expect(new Date(Number(item.expires?.N) * 1000)).toEqual(new Date('2027-02-15'));
  });

  it('lists more than one page of DynamoDB', async () => {
    const large = anEntry({ text: 'x'.repeat(300 * 1024) });
    for (const n of [1, 2, 3, 4, 5]) {
      await history.keep(aRollout({ id: `big-${n}`, service: 'big', startedAt: n, timeline: [large] }));
    }
    expect((await history.list('big', 5)).map(({ id }) => id)).toEqual(['big-5', 'big-4', 'big-3', 'big-2', 'big-1']);
  });
});
