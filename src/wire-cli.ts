import { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { SSMClient } from '@aws-sdk/client-ssm';
import { clientDefaults } from './aws/client-defaults.ts';
import { createHealth } from './aws/health.ts';
import { createRegistry } from './aws/registry.ts';
import { createServiceParameters } from './aws/service-parameters.ts';

/** What `serin apply` needs of the account, with the credentials and the region of the environment. */
export function createEstate({ table }: { table: string }) {
  const defaults = clientDefaults();
  return {
    parameters: createServiceParameters({ client: new SSMClient(defaults) }),
    alarms: createHealth({ client: new CloudWatchClient(defaults) }),
    registry: createRegistry({ client: new DynamoDBClient(defaults), table }),
  };
}
