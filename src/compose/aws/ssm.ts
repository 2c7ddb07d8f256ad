import { SSMClient, type SSMClientConfig } from '@aws-sdk/client-ssm';

/** Creates a client of SSM. */
export function ssmClient(config: SSMClientConfig): SSMClient {
  return new SSMClient(config);
}
