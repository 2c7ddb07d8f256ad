import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { createAlarmArns } from '../adapters/aws/cloudwatch/alarm-arns.ts';
import { createRegistry } from '../adapters/aws/dynamodb/registry.ts';
import { createStore } from '../adapters/aws/dynamodb/store.ts';
import { createControlCenters } from '../adapters/aws/ssm/control-centers.ts';
import { createServiceParameters } from '../adapters/aws/ssm/service-parameters.ts';
import { apply } from '../cli/commands/apply/apply.ts';
import type { ApplyDeps } from '../cli/commands/apply/deps.ts';
import { exit } from '../cli/terminal/terminal.ts';
import type { Clock } from '../ports/clock.ts';
import { type Account, NAMES } from './account/account.ts';

/** Thrown when the configuration could not be applied to the account. */
export class ApplyFailed extends Error {
  readonly code = 'apply-failed';
  constructor(lines: readonly string[]) {
    super(`The configuration could not be applied: ${lines.join(' ')}`);
    this.name = 'ApplyFailed';
  }
}

/** Returns the dependencies of `serin apply` for the sandbox's account. */
export function sandboxApplyDeps(
  { ssm, cloudwatch, cloudwatchUsEast1 }: Pick<Account['clients'], 'ssm' | 'cloudwatch' | 'cloudwatchUsEast1'>,
  table: { readonly client: DynamoDBClient; readonly table: string },
  clock: Pick<Clock, 'now'>,
): ApplyDeps {
  return {
    controlCenters: createControlCenters({ client: ssm, clock, prefix: NAMES.environmentsPrefix }),
    parameters: createServiceParameters({ client: ssm }),
    alarms: createAlarmArns({ client: cloudwatch, usEast1: cloudwatchUsEast1 }),
    registry: createRegistry(table),
    records: createStore(table),
  };
}

/**
 * Applies the text of a `serin.yml` to the account, as `serin apply` does.
 * @throws ApplyFailed
 */
export async function applyConfig(
  text: string,
  { clients }: { readonly clients: Parameters<typeof sandboxApplyDeps>[0] },
  { client, table, clock }: { readonly client: DynamoDBClient; readonly table: string; readonly clock: Clock },
): Promise<void> {
  const complaints: string[] = [];
  const terminal = {
    out: () => undefined,
    err: (...lines: readonly string[]) => complaints.push(...lines),
    read: async () => text,
    create: async () => undefined,
    ask: null,
    askHidden: null,
    input: async () => '',
    signal: new AbortController().signal,
  };
  const deps = sandboxApplyDeps(clients, { client, table }, clock);
  const options = { file: 'serin.yml', yes: true, dryRun: false, json: false, remove: [] };
  const code = await apply(options, terminal, async () => deps);
  if (code !== exit.done) throw new ApplyFailed(complaints);
}
