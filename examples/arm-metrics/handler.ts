// A Lambda function behind API Gateway that counts its requests by arm.
import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import { withArmMetrics } from 'serin/routing';

type Request = Pick<APIGatewayProxyEventV2, 'headers' | 'body'>;

/** Answers 400 for what is no order and 502 where the kitchen is closed; throws where the body is no JSON. */
async function takeOrder({ body }: Request) {
  const { dishes } = JSON.parse(body ?? '{}');
  if (!Array.isArray(dishes)) return { statusCode: 400 };
  return { statusCode: dishes.includes('oysters') ? 502 : 201 };
}

export const handler = withArmMetrics(takeOrder, {
  service: 'order',
  now: Date.now,
  out: process.stdout,
  setTimeout,
  user: ({ headers }) => headers['x-user-id'],
});
