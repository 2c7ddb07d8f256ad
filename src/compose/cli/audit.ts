import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { SSMClient } from '@aws-sdk/client-ssm';
import { clientDefaults } from '../../adapters/aws/client-defaults.ts';
import { createAuditTrail } from '../../adapters/aws/dynamodb/audit-trail.ts';
import { createStore } from '../../adapters/aws/dynamodb/store.ts';
import { createServiceParameters } from '../../adapters/aws/ssm/service-parameters.ts';
import type { Clock } from '../../ports/clock.ts';
import { systemClock } from '../clock.ts';
import { installation } from '../installation.ts';

/** Creates the dependencies of `serin audit` on a table and on the parameters of the services. */
export function auditDepsWith(
  table: { readonly client: DynamoDBClient; readonly table: string },
  parameters: { readonly client: SSMClient; readonly prefix?: string },
  clock: Pick<Clock, 'now'>,
) {
  const stored = createServiceParameters(parameters);
  return {
    services: async () => [...(await stored.all()).keys()],
    record: createStore(table).load,
    ...createAuditTrail(table),
    now: clock.now,
  };
}

/** Creates the dependencies of `serin audit`, with the credentials and the region of the environment. */
export function auditDeps(name: string) {
  const { table, servicesPrefix: prefix } = installation(name);
  const defaults = clientDefaults();
  const client = new DynamoDBClient(defaults);
  return auditDepsWith({ client, table }, { client: new SSMClient(defaults), prefix }, systemClock);
}
