import { LambdaClient, type LambdaClientConfig } from '@aws-sdk/client-lambda';

/** Creates a client of Lambda. */
export function lambdaClient(config: LambdaClientConfig): LambdaClient {
  return new LambdaClient(config);
}
