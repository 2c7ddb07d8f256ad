import { LambdaClient } from '@aws-sdk/client-lambda';
import { SSMClient } from '@aws-sdk/client-ssm';
import { clientDefaults } from '../adapters/aws/client-defaults.ts';
import { createControlCenters } from '../adapters/aws/ssm/control-centers.ts';
import { createServiceParameters } from '../adapters/aws/ssm/service-parameters.ts';
import { type ComponentDeps, componentKind } from '../adapters/components/registry.ts';
import type { ComponentConfig } from '../domain/environment/component.ts';
import type { ComponentKind } from '../engine/deps.ts';
import { readComponents } from '../engine/environments/components.ts';
import { systemClock } from './clock.ts';
import { installation } from './installation.ts';
import { perKind } from './per-kind.ts';

/** Returns one adapter per kind of component and process. @throws for an unknown kind */
export function componentKinds(clients: ComponentDeps): (kind: string) => ComponentKind {
  return perKind((name): ComponentKind => {
    const kind = componentKind(name);
    return kind.brought === 'in-place'
      ? { brought: kind.brought, component: kind.create(clients) }
      : { brought: kind.brought, component: kind.create(clients) };
  });
}

/** Returns the clients that only some services need; each is created when it is first needed. */
export function lazyClients(): Pick<ComponentDeps, 'apiGateway' | 's3'> {
  return {
    apiGateway: async () => new (await import('@aws-sdk/client-api-gateway')).APIGatewayClient(clientDefaults()),
    s3: async () => new (await import('@aws-sdk/client-s3')).S3Client(clientDefaults()),
  };
}

/** Creates the dependencies of `serin sync --check`, with the credentials and the region of the environment. */
export function createComparison(name: string) {
  const { servicesPrefix, environmentsPrefix } = installation(name);
  const client = new SSMClient(clientDefaults());
  const component = componentKinds({ lambda: new LambdaClient(clientDefaults()), ...lazyClients() });
  return {
    text: createServiceParameters({ client, prefix: servicesPrefix }).one,
    center: createControlCenters({ client, clock: systemClock, prefix: environmentsPrefix }).read,
    components: (configs: readonly ComponentConfig[]) => readComponents({ component }, configs),
  };
}
