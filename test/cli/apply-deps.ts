import { SSMClient } from '@aws-sdk/client-ssm';
import { createRegistry } from '../../src/adapters/aws/dynamodb/registry.ts';
import { createStore } from '../../src/adapters/aws/dynamodb/store.ts';
import { createControlCenters } from '../../src/adapters/aws/ssm/control-centers.ts';
import { createServiceParameters } from '../../src/adapters/aws/ssm/service-parameters.ts';
import type { ApplyDeps } from '../../src/cli/commands/apply/deps.ts';
import type { Store } from '../../src/ports/store.ts';
import { attach } from '../../src/sandbox/cloud/attach.ts';
import { createSsmModel } from '../../src/sandbox/cloud/ssm.ts';
import type { LocalTable } from '../support/dynalite.ts';

/** An account with these alarms, its parameters in the model of SSM, its registry and records in a local table; `written` keeps the order of writes. */
export function applyDepsOn(
  table: LocalTable,
  alarms: readonly string[],
): ApplyDeps & { readonly written: readonly string[]; readonly client: SSMClient; readonly records: Store } {
  const written: string[] = [];
  const client = attach(
    new SSMClient({ region: 'us-east-1', credentials: { accessKeyId: 'local', secretAccessKey: 'local' } }),
    'SSM',
    createSsmModel({ now: () => 0 }).model,
  );
  const parameters = createServiceParameters({ client });
  const registry = createRegistry(table);
  const controlCenters = createControlCenters({ client, clock: { now: () => 7 }, prefix: '/serin/environments/' });
  return {
    written,
    client,
    controlCenters: {
      read: controlCenters.read,
      begin: async (name, stable) => {
        written.push(`begin ${name}`);
        await controlCenters.begin(name, stable);
      },
      remove: async (name) => {
        written.push(`remove center ${name}`);
        await controlCenters.remove(name);
      },
    },
    parameters: {
      ...parameters,
      all: parameters.all,
      put: async (name, text) => {
        written.push(`put ${name}`);
        await parameters.put(name, text);
      },
      remove: async (name) => {
        written.push(`remove ${name}`);
        await parameters.remove(name);
      },
    },
    alarms: {
      arnsOf: async (names) =>
        new Map(names.filter((name) => alarms.includes(name)).map((name) => [name, `arn:${name}`])),
    },
    records: createStore(table),
    registry: {
      ...registry,
      register: async (claim) => {
        written.push(`register ${claim.service}: ${claim.targets.join(' ')}`);
        await registry.register(claim);
      },
    },
  };
}
