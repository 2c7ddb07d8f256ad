import { clientDefaults } from '../adapters/aws/client-defaults.ts';
import { type ComponentDeps, componentKind } from '../adapters/components/registry.ts';
import type { ComponentKind } from '../engine/deps.ts';
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
    apiGateway: async () => (await import('./aws/api-gateway.ts')).apiGatewayClient(clientDefaults()),
    s3: async () => (await import('./aws/s3.ts')).s3Client(clientDefaults()),
  };
}
