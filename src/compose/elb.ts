import type { clientDefaults } from '../adapters/aws/client-defaults.ts';
import { once } from '../adapters/shared/lazy.ts';
import type { TargetDeps } from '../adapters/targets/registry.ts';

/** Returns the client of load balancers. It is loaded only where there is such a target. */
export function elbClients(defaults: ReturnType<typeof clientDefaults>): TargetDeps['elb'] {
  return once(async () => (await import('./aws/elb.ts')).elbClient(defaults));
}
