import { LambdaClient } from '@aws-sdk/client-lambda';
import { SSMClient } from '@aws-sdk/client-ssm';
import { clientDefaults } from '../../adapters/aws/client-defaults.ts';
import { createControlCenters } from '../../adapters/aws/ssm/control-centers.ts';
import { createServiceParameters } from '../../adapters/aws/ssm/service-parameters.ts';
import type { ComponentConfig } from '../../domain/environment/component.ts';
import { readComponents } from '../../engine/environments/components.ts';
import { systemClock } from '../clock.ts';
import { componentKinds, lazyClients } from '../components.ts';
import { installation } from '../installation.ts';

/** Creates the dependencies of `serin sync --check`, with the credentials and the region of the environment. */
export function createComparison(name: string) {
  const { servicesPrefix, environmentsPrefix } = installation(name);
  const client = new SSMClient(clientDefaults());
  const component = componentKinds({ lambda: async () => new LambdaClient(clientDefaults()), ...lazyClients() });
  return {
    text: createServiceParameters({ client, prefix: servicesPrefix }).one,
    center: createControlCenters({ client, clock: systemClock, prefix: environmentsPrefix }).read,
    components: (configs: readonly ComponentConfig[]) => readComponents({ component }, configs),
  };
}
