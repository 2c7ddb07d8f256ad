import { PersistentDataStoreWrapper } from '@launchdarkly/node-server-sdk';
import { LaunchDarklyProvider } from '@launchdarkly/openfeature-node-server';
import { type Client, OpenFeature } from '@openfeature/server-sdk';
import { createReadOnlyStore, type StoreOptions } from './read-only-store.ts';

/** How flags are read in a function. */
export interface FlagOptions extends StoreOptions {
  /** For how long a flag that was read is used again, in seconds: so much later a rollback reaches this container. */
  readonly cacheSeconds: number;
}

/**
 * Flags for a Lambda function, behind OpenFeature: read from DynamoDB, without a connection to LaunchDarkly. Call it once,
 * outside of the handler.
 */
export async function createFlags({ cacheSeconds, ...store }: FlagOptions): Promise<Client> {
  const provider = new LaunchDarklyProvider('no SDK key is used, since nothing is asked of LaunchDarkly', {
    featureStore: () => new PersistentDataStoreWrapper(createReadOnlyStore(store), cacheSeconds),
    // Daemon mode: the store is all there is. No stream, no polling, no events.
    useLdd: true,
    sendEvents: false,
    diagnosticOptOut: true,
  });
  await OpenFeature.setProviderAndWait(provider);
  return OpenFeature.getClient();
}
