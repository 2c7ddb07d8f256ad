import { type AttributeValue, type DynamoDBClient, GetItemCommand } from '@aws-sdk/client-dynamodb';
import { recordSchema, type ServiceRecord } from '../../../domain/rollout/record.ts';
import { fillRecord } from './earlier-rollout.ts';
import { fromAttributes, RecordDamaged } from './stored-json.ts';

/** The table that holds the records. */
export interface RecordTable {
  readonly client: DynamoDBClient;
  readonly table: string;
  /** Waits so many milliseconds before DynamoDB is asked again for what it left out of an answer; left out: it is asked at once. */
  readonly wait?: (ms: number) => Promise<void>;
}

/** The prefix of the partitions of records; the name of the service follows. */
export const PREFIX = 'service#';

/** The key of the one record of a service. */
export const recordKey = (service: string) => ({ pk: { S: PREFIX + service }, sk: { S: 'current' } });

export type RecordKey = ReturnType<typeof recordKey>;

/**
 * The record of a service as it is now (one consistent read); null when the service never had one.
 * @throws RecordSchemaUnknown, RecordDamaged
 */
export async function readRecord({ client, table }: RecordTable, service: string): Promise<ServiceRecord | null> {
  const { Item } = await client.send(
    new GetItemCommand({ TableName: table, Key: recordKey(service), ConsistentRead: true }),
  );
  return Item === undefined ? null : toRecord(Item, service);
}

/** Reads a record from its item. @throws RecordSchemaUnknown, RecordDamaged */
export function toRecord(item: Record<string, AttributeValue>, service: string): ServiceRecord {
  const what = `The record of ${service}`;
  const record = fromAttributes(item, recordSchema, what, fillRecord);
  if (item.revision?.N !== String(record.revision)) {
    throw new RecordDamaged(`${what} says revision ${record.revision}, its item says another`);
  }
  return record;
}
