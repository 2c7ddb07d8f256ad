import type { SSMClient } from '@aws-sdk/client-ssm';
import { readParametersBy } from '../../adapters/aws/ssm/read-parameters.ts';
import { createSignalSource } from '../../adapters/aws/ssm/signal-source.ts';
import type { Clock } from '../../ports/clock.ts';
import { installation } from '../installation.ts';

/** Creates the dependencies of `serin token`: the key and the settings that the function for health signals reads. */
export function tokenDepsWith(client: SSMClient, clock: Clock, name: string) {
  const { signalsPrefix, servicesPrefix } = installation(name);
  const source = createSignalSource({
    parameters: readParametersBy(client),
    clock,
    prefixes: { signals: signalsPrefix, services: servicesPrefix },
  });
  return { key: source.key, settings: (service: string) => source.settings(service, false) };
}
