import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { createAlarmArns } from '../aws/alarm-arns.ts';
import { createControlCenters } from '../aws/control-centers.ts';
import { createRegistry } from '../aws/registry.ts';
import { createServiceParameters } from '../aws/service-parameters.ts';
import { createStore } from '../aws/store.ts';
import { apply } from '../cli/apply.ts';
import { exit } from '../cli/terminal.ts';
import type { Clock } from '../ports/clock.ts';
import { type Account, NAMES } from './account.ts';

/** The services could not be brought to the account. */
export class ApplyFailed extends Error {
  readonly code = 'apply-failed';
  constructor(lines: readonly string[]) {
    super(`The configuration could not be applied: ${lines.join(' ')}`);
    this.name = 'ApplyFailed';
  }
}

/**
 * Brings the text of a `serin.yml` to the account, as `serin apply` does.
 * @throws ApplyFailed
 */
export async function applyConfig(
  text: string,
  { clients }: Account,
  { client, table, clock }: { readonly client: DynamoDBClient; readonly table: string; readonly clock: Clock },
): Promise<void> {
  const complaints: string[] = [];
  const terminal = {
    out: () => undefined,
    err: (...lines: readonly string[]) => complaints.push(...lines),
    read: async () => text,
    ask: null,
    askHidden: null,
    input: async () => '',
    signal: new AbortController().signal,
  };
  const code = await apply({ file: 'serin.yml', yes: true, remove: [] }, terminal, async () => ({
    controlCenters: createControlCenters({ client: clients.ssm, clock, prefix: NAMES.environmentsPrefix }),
    parameters: createServiceParameters({ client: clients.ssm }),
    alarms: createAlarmArns({ client: clients.cloudwatch }),
    registry: createRegistry({ client, table }),
    records: createStore({ client, table }),
  }));
  if (code !== exit.done) throw new ApplyFailed(complaints);
}
