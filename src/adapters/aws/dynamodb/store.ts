import { PutItemCommand } from '@aws-sdk/client-dynamodb';
import { SaveConflict, type Store } from '../../../ports/store.ts';
import { revisionCondition, writeIfConditionHolds } from './conditional-write.ts';
import { type RecordTable, readRecord, recordKey } from './read-record.ts';
import { readRecords } from './read-records.ts';
import { sortKeys } from './sort-keys.ts';
import { toPackedAttributes } from './stored-json.ts';

/** The records of the services in DynamoDB: one item per service, one conditional write per save. */
export function createStore({ client, table, wait }: RecordTable): Store {
  return {
    load: (service) => readRecord({ client, table }, service),

    loadAll: (services) => readRecords({ client, table, ...(wait && { wait }) }, services),

    async save(record) {
      const { service, revision } = record;
      const Item = {
        ...recordKey(service),
        revision: { N: String(revision) },
        ...toPackedAttributes(record, `The record of ${service}`),
      };
      const saved = await writeIfConditionHolds(
        client.send(new PutItemCommand({ TableName: table, Item, ...revisionCondition(revision) })),
      );
      // Also when the SDK repeated a write whose answer was lost: whoever loads again sees that it was taken.
      if (!saved) throw new SaveConflict(service);
    },

    async watching(alarmArn) {
      const keys = await sortKeys({ client, table, pk: `alarm#${alarmArn}`, prefix: 'service#' });
      return keys.map((key) => key.slice('service#'.length));
    },
  };
}
