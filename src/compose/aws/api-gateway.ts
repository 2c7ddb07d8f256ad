import { APIGatewayClient, type APIGatewayClientConfig } from '@aws-sdk/client-api-gateway';

/** Creates a client of API Gateway. */
export function apiGatewayClient(config: APIGatewayClientConfig): APIGatewayClient {
  return new APIGatewayClient(config);
}
