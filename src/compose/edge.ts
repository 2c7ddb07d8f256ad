import type { clientDefaults } from '../adapters/aws/client-defaults.ts';
import type { TargetDeps } from '../adapters/targets/registry.ts';

/** The client of targets at the edge, which is loaded, with its signer, only where there is such a target. */
export function edgeClients(defaults: ReturnType<typeof clientDefaults>): TargetDeps['keyValueStore'] {
  let client: ReturnType<TargetDeps['keyValueStore']> | undefined;
  return () => {
    client ??= import('../adapters/targets/edge/client.ts').then(({ edgeClient }) => edgeClient(defaults));
    return client;
  };
}
