import { type DynamoDBClient, GetItemCommand } from '@aws-sdk/client-dynamodb';
import { recordSchema, type ServiceRecord } from '../../../domain/rollout/record.ts';
import { fillRecord } from './earlier-rollout.ts';
import { fromAttributes, RecordDamaged } from './stored-json.ts';

/** The table that holds the records. */
export interface RecordTable {
  readonly client: DynamoDBClient;
  readonly table: string;
}

/** The key of the one record of a service. */
export const recordKey = (service: string) => ({ pk: { S: `service#${service}` }, sk: { S: 'current' } });

/**
 * The record of a service as it is now (one consistent read); null when the service never had one.
 * @throws RecordSchemaUnknown, RecordDamaged
 */
export async function readRecord({ client, table }: RecordTable, service: string): Promise<ServiceRecord | null> {
  const { Item } = await client.send(
    new GetItemCommand({ TableName: table, Key: recordKey(service), ConsistentRead: true }),
  );
  if (Item === undefined) return null;
  const what = `The record of ${service}`;
  const record = fromAttributes(Item, recordSchema, what, fillRecord);
  if (Item.revision?.N !== String(record.revision)) {
    throw new RecordDamaged(`${what} says revision ${record.revision}, its item says another`);
  }
  return record;
}
