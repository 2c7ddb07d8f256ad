import { type DynamoDBClient, paginateQuery } from '@aws-sdk/client-dynamodb';

/** The request for sort keys. */
interface Ask {
  readonly client: DynamoDBClient;
  readonly table: string;
  readonly pk: string;
  /** The prefix of the sort keys; null for all of them. */
  readonly prefix: string | null;
}

/**
 * The sort keys under a partition key, in order, read consistently. One call as long as they fit into a page of 1 MB.
 */
export async function sortKeys({ client, table, pk, prefix }: Ask): Promise<readonly string[]> {
  // DynamoDB refuses an empty string in a condition on a key, so that "all" needs a condition of its own.
  const [condition, values] =
    prefix === null ? ['', {}] : [' AND begins_with(sk, :prefix)', { ':prefix': { S: prefix } }];
  const pages = paginateQuery(
    { client },
    {
      TableName: table,
      KeyConditionExpression: `pk = :pk${condition}`,
      ExpressionAttributeValues: { ':pk': { S: pk }, ...values },
      ConsistentRead: true,
    },
  );
  const keys: string[] = [];
  for await (const { Items = [] } of pages) keys.push(...Items.flatMap(({ sk }) => sk?.S ?? []));
  return keys;
}
