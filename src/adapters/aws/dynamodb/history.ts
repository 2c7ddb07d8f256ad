import {
  type AttributeValue,
  type DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
  paginateQuery,
} from '@aws-sdk/client-dynamodb';
import { minuteSchema } from '../../../domain/analysis/minute.ts';
import { type Rollout, rolloutSchema } from '../../../domain/rollout/record.ts';
import { list } from '../../../domain/schema.ts';
import type { History } from '../../../ports/store.ts';
import { fillRollout } from './earlier-rollout.ts';
import { expiresAfter, fromAttributes, toAttributes, toPackedAttributes } from './stored-json.ts';

type Item = Record<string, AttributeValue>;

/** Milliseconds since the epoch with as many digits as the year 5138 has, so that text order is time order. */
export const sortableTime = (at: number): string => String(at).padStart(14, '0');

/** Returns the partition of the finished rollouts of a service. */
export const historyPartition = (service: string): string => `history#${service}`;

/** Returns the partition of what is stored beside a rollout. */
export const rolloutPartition = (id: string): string => `rollout#${id}`;

/** The prefix of the sort keys of the older timeline entries. */
export const TIMELINE = 'timeline#';

/** The sort key of the series of a verdict. */
const seriesKey = (at: number): string => `series#${sortableTime(at)}`;

const seriesSchema = list(minuteSchema);

/** Reads a finished rollout. @throws RecordDamaged, RecordSchemaUnknown */
export const readFinished = (item: Item): Rollout =>
  fromAttributes(item, rolloutSchema, `The finished rollout ${item.sk?.S}`, fillRollout);

/**
 * Creates the history in DynamoDB, which outlives the record: finished rollouts by service in the order of their starts, the place
 * of each by its id, and the older timeline entries beside it. Each item expires 13 months after it happened.
 */
export function createHistory({ client, table }: { client: DynamoDBClient; table: string }): History {
  const put = (item: Item) => client.send(new PutItemCommand({ TableName: table, Item: item }));

  const get = async (pk: string, sk: string): Promise<Item | undefined> => {
    const Key = { pk: { S: pk }, sk: { S: sk } };
    return (await client.send(new GetItemCommand({ TableName: table, Key, ConsistentRead: true }))).Item;
  };

  return {
    async keep(rollout) {
      const { id, service, startedAt } = rollout;
      const place = { pk: { S: historyPartition(service) }, sk: { S: `${sortableTime(startedAt)}#${id}` } };
      const expires = expiresAfter(startedAt);
      await put({ ...place, ...toPackedAttributes(rollout, `The finished rollout ${id}`), ...expires });
      // Second, so that a place that can be found always holds a rollout.
      await put({
        pk: { S: rolloutPartition(id) },
        sk: { S: 'place' },
        service: place.pk,
        started: place.sk,
        ...expires,
      });
    },

    async find(service, id) {
      const place = await get(rolloutPartition(id), 'place');
      if (place?.started?.S === undefined) return null;
      const item = await get(historyPartition(service), place.started.S);
      return item === undefined ? null : readFinished(item);
    },

    async list(service, limit) {
      const pages = paginateQuery(
        { client, pageSize: limit },
        {
          TableName: table,
          KeyConditionExpression: 'pk = :pk',
          ExpressionAttributeValues: { ':pk': { S: historyPartition(service) } },
          ScanIndexForward: false,
          ConsistentRead: true,
        },
      );
      const rollouts: Rollout[] = [];
      for await (const { Items = [] } of pages) {
        rollouts.push(...Items.map(readFinished));
        if (rollouts.length >= limit) break;
      }
      return rollouts.slice(0, limit);
    },

    async spill(rollout, entries) {
      const items = entries.map((entry) => ({
        pk: { S: rolloutPartition(rollout) },
        sk: { S: `${TIMELINE}${String(entry.n).padStart(6, '0')}` },
        ...toAttributes(entry, `The timeline entry ${entry.n} of ${rollout}`),
        ...expiresAfter(entry.at),
      }));
      await Promise.all(items.map(put));
    },

    async keepSeries(rollout, at, minutes) {
      await put({
        pk: { S: rolloutPartition(rollout) },
        sk: { S: seriesKey(at) },
        ...toPackedAttributes(minutes, `The series of ${rollout}`),
        ...expiresAfter(at),
      });
    },

    async series(rollout, at) {
      const item = await get(rolloutPartition(rollout), seriesKey(at));
      return item === undefined ? [] : fromAttributes(item, seriesSchema, `The series of ${rollout}`);
    },
  };
}
