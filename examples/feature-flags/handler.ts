import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import { createFlags } from './flags.ts';

// Once per container: what follows a cold start finds it made.
const flags = createFlags({
  client: new DynamoDBClient(),
  table: process.env.FLAGS_TABLE ?? 'launchdarkly-flags',
  cacheSeconds: Number(process.env.FLAGS_CACHE_SECONDS ?? 15),
});

/** Answers with what the user's variation says. The arm was decided before, by the one place that splits, and came along. */
export async function handler({ headers }: Pick<APIGatewayProxyEventV2, 'headers'>) {
  const context = {
    targetingKey: headers['x-user-id'] ?? 'anonymous',
    'serin-arm': headers['serin-arm'] ?? 'stable',
  };
  const checkout = await (await flags).getStringValue('new-checkout', 'old', context);
  return { statusCode: 200, body: JSON.stringify({ checkout }) };
}
