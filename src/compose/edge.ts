import type { clientDefaults } from '../adapters/aws/client-defaults.ts';
import { once } from '../adapters/shared/lazy.ts';
import type { TargetDeps } from '../adapters/targets/registry.ts';

/** Returns the client of targets at the edge. It is loaded, with its signer, only where there is such a target. */
export function edgeClients(defaults: ReturnType<typeof clientDefaults>): TargetDeps['keyValueStore'] {
  return once(async () => (await import('../adapters/targets/edge/client.ts')).edgeClient(defaults));
}
