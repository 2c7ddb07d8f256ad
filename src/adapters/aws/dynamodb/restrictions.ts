import { GetItemCommand, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { noRestrictions, restrictionsSchema } from '../../../domain/restrictions/restrictions.ts';
import type { Restrictions } from '../../../ports/restrictions.ts';
import { SaveConflict } from '../../../ports/store.ts';
import { revisionCondition, writeIfConditionHolds } from './conditional-write.ts';
import type { RecordTable } from './read-record.ts';
import { fromAttributes, toAttributes } from './stored-json.ts';

const KEY = { pk: { S: 'restrictions' }, sk: { S: 'all' } };
const WHAT = 'The item of freezes';

/** Creates the restrictions in DynamoDB: one item, one read, one conditional write per save. */
export function createRestrictions({ client, table }: RecordTable): Restrictions {
  return {
    async load() {
      const { Item } = await client.send(new GetItemCommand({ TableName: table, Key: KEY, ConsistentRead: true }));
      return Item === undefined ? noRestrictions() : fromAttributes(Item, restrictionsSchema, WHAT);
    },

    async save(restrictions) {
      const { revision } = restrictions;
      const Item = { ...KEY, revision: { N: String(revision) }, ...toAttributes(restrictions, WHAT) };
      const put = new PutItemCommand({ TableName: table, Item, ...revisionCondition(revision) });
      if (!(await writeIfConditionHolds(client.send(put)))) throw new SaveConflict('all restrictions');
    },
  };
}
