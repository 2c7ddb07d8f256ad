import { type AttributeValue, BatchGetItemCommand } from '@aws-sdk/client-dynamodb';
import type { ServiceRecord } from '../../../domain/rollout/record.ts';
import { RecordUnreadable } from '../../../ports/store.ts';
import { PREFIX, type RecordKey, type RecordTable, recordKey, toRecord } from './read-record.ts';

/** The most items that one BatchGetItem returns. */
const BATCH = 100;
/** The number of times that DynamoDB is asked, and the pause before it is asked again, which doubles, in milliseconds. */
const ROUNDS = 5;
const PAUSE_MS = 50;

/** Returns the items with these keys, at most a hundred. @throws where DynamoDB keeps leaving some out */
async function readBatch({ client, table, wait }: RecordTable, keys: readonly RecordKey[]) {
  const found: Record<string, AttributeValue>[] = [];
  let left: readonly Record<string, AttributeValue>[] = keys;
  for (let round = 0; left.length > 0; round += 1) {
    if (round === ROUNDS) throw new Error(`DynamoDB did not return ${left.length} of ${keys.length} records.`);
    // What it leaves out is throttled, in an answer that the SDK takes for a success and does not try again.
    if (round > 0) await wait?.(PAUSE_MS * 2 ** round);
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
