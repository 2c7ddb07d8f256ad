import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { SSMClient } from '@aws-sdk/client-ssm';
import { clientDefaults } from '../adapters/aws/client-defaults.ts';
import { createDiscoverySource } from '../adapters/aws/dynamodb/discovery-source.ts';
import { createLog } from '../adapters/aws/log.ts';
import { createDiscovery, type DiscoveryHandler } from '../discovery/discovery.ts';
import { systemClock } from './clock.ts';
import type { discoveryEnv } from './env.ts';
import { invocationIds } from './invocation.ts';

/** Returns client settings for callers who wait: at most two tries of a second each, then the safe answer. */
function fastClientDefaults() {
  const { requestHandler, ...defaults } = clientDefaults();
  return {
    ...defaults,
    maxAttempts: 2,
    requestHandler: { ...requestHandler, connectionTimeout: 500, requestTimeout: 1_000 },
  };
}

/** Composes the discovery function for AWS. */
export function wireDiscovery(env: ReturnType<typeof discoveryEnv>): DiscoveryHandler {
  const log = createLog({ level: env.logLevel, ids: invocationIds });
  const source = createDiscoverySource({
    ssm: new SSMClient(fastClientDefaults()),
    records: { client: new DynamoDBClient(fastClientDefaults()), table: env.table },
    clock: systemClock,
    log,
    prefix: env.servicesPrefix,
  });
  return createDiscovery({ source, log });
}
