import { wireDiscovery } from '../compose/discovery.ts';
import { discoveryEnv } from '../compose/env.ts';
import { withInvocationIds } from '../compose/invocation.ts';

/** Questions of clients, behind an HTTP API (payload format 2.0). */
export const handler = withInvocationIds(wireDiscovery(discoveryEnv()));
