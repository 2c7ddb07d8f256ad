import { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { SSMClient } from '@aws-sdk/client-ssm';
import { createAlarmArns } from './aws/alarm-arns.ts';
import { clientDefaults } from './aws/client-defaults.ts';
import { createRegistry } from './aws/registry.ts';
import { createServiceParameters } from './aws/service-parameters.ts';
import { createStore } from './aws/store.ts';

/** What `serin apply` needs of the account, with the credentials and the region of the environment. */
export function createEstate({ table }: { table: string }) {
  const defaults = clientDefaults();
  const client = new DynamoDBClient(defaults);
  return {
    parameters: createServiceParameters({ client: new SSMClient(defaults) }),
    alarms: createAlarmArns({ client: new CloudWatchClient(defaults) }),
    registry: createRegistry({ client, table }),
    records: createStore({ client, table }),
  };
}
