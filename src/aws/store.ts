import { type DynamoDBClient, GetItemCommand, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { SaveConflict, type Store } from '../ports/store.ts';
import { conditionHeld } from './condition-held.ts';
import { recordShape } from './record-shape.ts';
import { sortKeys } from './sort-keys.ts';
import { fromAttributes, RecordDamaged, toAttributes } from './stored-json.ts';

/** The key of the one record of a service. */
const keyOf = (service: string) => ({ pk: { S: `service#${service}` }, sk: { S: 'current' } });

/** The records of the services in DynamoDB: one item per service, one conditional write per save. */
export function createStore({ client, table }: { client: DynamoDBClient; table: string }): Store {
  return {
    async load(service) {
      const { Item } = await client.send(
        new GetItemCommand({ TableName: table, Key: keyOf(service), ConsistentRead: true }),
      );
      if (Item === undefined) return null;
      const what = `The record of ${service}`;
      const record = fromAttributes(Item, recordShape, what);
      if (Item.revision?.N !== String(record.revision)) {
        throw new RecordDamaged(`${what} says revision ${record.revision}, its item says another`);
      }
      return record;
    },

    async save(record) {
      const { service, revision } = record;
      const expected =
        revision === 1
          ? { ConditionExpression: 'attribute_not_exists(pk)' }
          : {
              ConditionExpression: 'revision = :expected',
              ExpressionAttributeValues: { ':expected': { N: String(revision - 1) } },
            };
      const Item = {
        ...keyOf(service),
        revision: { N: String(revision) },
        ...toAttributes(record, `The record of ${service}`),
      };
      const saved = await conditionHeld(client.send(new PutItemCommand({ TableName: table, Item, ...expected })));
      // Also when the SDK repeated a write whose answer was lost: whoever loads again sees that it was taken.
      if (!saved) throw new SaveConflict(service);
    },

    async watching(alarmArn) {
      const keys = await sortKeys({ client, table, pk: `alarm#${alarmArn}`, prefix: 'service#' });
      return keys.map((key) => key.slice('service#'.length));
    },
  };
}
