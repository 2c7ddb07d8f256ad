import type { PutEntries } from '../../adapters/aws/eventbridge/put-event.ts';
import type { createTimers } from '../../adapters/aws/scheduler/timers.ts';
import type { ReadParameters } from '../../adapters/aws/ssm/read-parameters.ts';
import { lazy, once } from '../../adapters/shared/lazy.ts';
import type { Deps } from '../../engine/deps.ts';
import type { Clock } from '../../ports/clock.ts';
import type { Callers } from '../../ports/inbound/caller.ts';
import type { EngineClients } from './clients.ts';

/** The adapters that an alarm does not need before the last write: the module of each is loaded at the first call. */
type LazyAdapters = Pick<
  Deps,
  'services' | 'controlCenters' | 'health' | 'metrics' | 'arms' | 'shared' | 'hooks' | 'timers'
>;

/** The dependencies of these adapters. */
interface LazyParts {
  readonly clients: EngineClients;
  readonly clock: Clock;
  readonly servicesPrefix: string;
  readonly environmentsPrefix: string;
  readonly timers: Omit<Parameters<typeof createTimers>[0], 'client' | 'clock'>;
}

/** Creates the adapters of SSM, CloudWatch, Scheduler and of functions that teams own. */
export function createLazyAdapters(parts: LazyParts, macKey: () => Promise<string>): LazyAdapters {
  const { clients, clock } = parts;
  const ofCloudWatch = once(async () => {
    const [{ cloudWatchAdapters }, client, usEast1] = await Promise.all([
      import('./cloudwatch.ts'),
      clients.cloudwatch(),
      clients.cloudwatchUsEast1(),
    ]);
    return cloudWatchAdapters(client, usEast1, clock);
  });
  return {
    services: lazy(
      async () => {
        const [{ createServices }, { parseService }, client] = await Promise.all([
          import('../../adapters/aws/ssm/services.ts'),
          import('../../config/read/stored-service.ts'),
          clients.ssm(),
        ]);
        return createServices({ client, clock, parse: parseService, prefix: parts.servicesPrefix });
      },
      { get: true, names: true, all: true },
    ),
    controlCenters: lazy(
      async () => {
        const { createControlCenters } = await import('../../adapters/aws/ssm/control-centers.ts');
        return createControlCenters({ client: await clients.ssm(), clock, prefix: parts.environmentsPrefix });
      },
      { read: true, write: true, begin: true, remove: true },
    ),
    health: lazy(async () => (await ofCloudWatch()).health, { readings: true }),
    metrics: lazy(async () => (await ofCloudWatch()).metrics, { newest: true }),
    arms: lazy(async () => (await ofCloudWatch()).arms, { minutes: true, quantiles: true }),
    shared: lazy(
      async () => {
        const { createShared } = await import('../../adapters/aws/lambda/shared.ts');
        return createShared({ ssm: await clients.ssm(), lambda: await clients.lambda() });
      },
      { parameters: true, variables: true },
    ),
    hooks: lazy(
      async () => {
        const { createHooks } = await import('../../adapters/aws/lambda/hooks.ts');
        return createHooks({ client: await clients.hooks(), macKey });
      },
      { call: true, whyNot: true },
    ),
    timers: lazy(
      async () => {
        const { createTimers } = await import('../../adapters/aws/scheduler/timers.ts');
        return createTimers({ client: await clients.scheduler(), clock, ...parts.timers });
      },
      { arm: true },
    ),
  };
}

/** Returns a function that puts entries on buses. */
export function putEntries(client: EngineClients['eventbridge']): PutEntries {
  const load = once(async () => {
    const { putEntriesBy } = await import('../../adapters/aws/eventbridge/put-entries.ts');
    return putEntriesBy(await client());
  });
  return async (entries) => (await load())(entries);
}

/** Returns a function that reads parameters of SSM. */
export function readParameters(client: EngineClients['ssm']): ReadParameters {
  const load = once(async () => {
    const { readParametersBy } = await import('../../adapters/aws/ssm/read-parameters.ts');
    return readParametersBy(await client());
  });
  return async (names) => (await load())(names);
}

/** Returns what asks STS in a region who signed a direct call. */
export function createLazyCallers(region: string): Callers {
  return lazy(
    async () => {
      const [{ createCallers }, { stsEndpoint }] = await Promise.all([
        import('../../adapters/aws/sts/callers.ts'),
        import('../../adapters/aws/sts/identity-request.ts'),
      ]);
      return createCallers({ endpoint: stsEndpoint(region), fetch });
    },
    { whoSigned: true },
  );
}
