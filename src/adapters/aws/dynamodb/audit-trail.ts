import { type AttributeValue, type DynamoDBClient, paginateQuery } from '@aws-sdk/client-dynamodb';
import type { Rollout } from '../../../domain/rollout/record.ts';
import { type TimelineEntry, timelineEntrySchema } from '../../../domain/rollout/timeline-entry.ts';
import { historyPartition, readFinished, rolloutPartition, sortableTime, TIMELINE } from './history.ts';
import { fromAttributes } from './stored-json.ts';

/** Reads what was done, long after it was done. */
export interface AuditTrail {
  /** Returns the finished rollouts of a service that began at `from` (milliseconds since the epoch) or later, oldest first. */
  finished(service: string, from: number): Promise<readonly Rollout[]>;
  /** Returns the timeline entries of a rollout that its record has no room for, oldest first. */
  earlierEntries(rollout: string): Promise<readonly TimelineEntry[]>;
}

/** Creates the audit trail on the table. */
export function createAuditTrail({ client, table }: { client: DynamoDBClient; table: string }): AuditTrail {
  /** Returns every item of a partition from a sort key to another, in order. */
  const between = async (pk: string, low: string, high: string): Promise<readonly Record<string, AttributeValue>[]> => {
    const pages = paginateQuery(
      { client },
      {
        TableName: table,
        KeyConditionExpression: 'pk = :pk AND sk BETWEEN :low AND :high',
        ExpressionAttributeValues: { ':pk': { S: pk }, ':low': { S: low }, ':high': { S: high } },
        ConsistentRead: true,
      },
    );
    const items: Record<string, AttributeValue>[] = [];
    for await (const { Items = [] } of pages) items.push(...Items);
    return items;
  };
  return {
    finished: async (service, from) =>
      // A colon is the character after the digits: after every time.
      (await between(historyPartition(service), sortableTime(from), ':')).map(readFinished),
    earlierEntries: async (rollout) => {
      const items = await between(rolloutPartition(rollout), TIMELINE, `${TIMELINE}:`);
      return items.map((item) => fromAttributes(item, timelineEntrySchema, `A timeline entry of ${rollout}`));
    },
  };
}
