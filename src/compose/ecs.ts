import type { clientDefaults } from '../adapters/aws/client-defaults.ts';
import { once } from '../adapters/shared/lazy.ts';
import type { TargetDeps } from '../adapters/targets/registry.ts';

/** Returns the client of Amazon ECS. It is loaded only where there is such a target. */
export function ecsClients(defaults: ReturnType<typeof clientDefaults>): TargetDeps['ecs'] {
  return once(async () => (await import('./aws/ecs.ts')).ecsClient(defaults));
}
