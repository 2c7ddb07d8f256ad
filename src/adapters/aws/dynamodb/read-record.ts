import {
  type AttributeValue,
  BatchGetItemCommand,
  type DynamoDBClient,
  GetItemCommand,
} from '@aws-sdk/client-dynamodb';
import { recordSchema, type ServiceRecord } from '../../../domain/rollout/record.ts';
import { RecordUnreadable } from '../../../ports/store.ts';
import { fillRecord } from './earlier-rollout.ts';
import { fromAttributes, RecordDamaged } from './stored-json.ts';

/** The table that holds the records. */
export interface RecordTable {
  readonly client: DynamoDBClient;
  readonly table: string;
}

/** The prefix of the partitions of records; the name of the service follows. */
const PREFIX = 'service#';

/** The key of the one record of a service. */
export const recordKey = (service: string) => ({ pk: { S: PREFIX + service }, sk: { S: 'current' } });

type RecordKey = ReturnType<typeof recordKey>;

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

function toRecord(item: Record<string, AttributeValue>, service: string): ServiceRecord {
  const what = `The record of ${service}`;
  const record = fromAttributes(item, recordSchema, what, fillRecord);
  if (item.revision?.N !== String(record.revision)) {
    throw new RecordDamaged(`${what} says revision ${record.revision}, its item says another`);
  }
  return record;
}

/** The most items that one BatchGetItem returns. */
const BATCH = 100;
/** The number of times that DynamoDB is asked for what it left out. */
const ROUNDS = 5;

/** Returns the items with these keys, at most a hundred. @throws where DynamoDB keeps leaving some out */
async function readBatch({ client, table }: RecordTable, keys: readonly RecordKey[]) {
  const found: Record<string, AttributeValue>[] = [];
  let left: readonly Record<string, AttributeValue>[] = keys;
  for (let round = 0; left.length > 0; round += 1) {
    if (round === ROUNDS) throw new Error(`DynamoDB did not return ${left.length} of ${keys.length} records.`);
    const asked = { [table]: { Keys: [...left], ConsistentRead: true } };
    const { Responses, UnprocessedKeys } = await client.send(new BatchGetItemCommand({ RequestItems: asked }));
    found.push(...(Responses?.[table] ?? []));
    left = UnprocessedKeys?.[table]?.Keys ?? [];
  }
  return found;
}

/** The records of many services as they are now, in one BatchGetItem for every hundred; see `loadAll` of the store. */
export async function readRecords(
  records: RecordTable,
  services: readonly string[],
): Promise<ReadonlyMap<string, ServiceRecord | 'unreadable'>> {
  const read = new Map<string, ServiceRecord | 'unreadable'>();
  for (let from = 0; from < services.length; from += BATCH) {
    for (const item of await readBatch(records, services.slice(from, from + BATCH).map(recordKey))) {
      const service = item.pk?.S?.slice(PREFIX.length) ?? '';
      try {
        read.set(service, toRecord(item, service));
      } catch (error) {
        if (!(error instanceof RecordUnreadable)) throw error;
        read.set(service, 'unreadable');
      }
    }
  }
  return read;
}
