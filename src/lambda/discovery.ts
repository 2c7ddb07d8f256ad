import { discoveryEnv } from '../env.ts';
import { wireDiscovery } from '../wire-discovery.ts';

/** Questions of clients, behind an HTTP API (payload format 2.0). */
export const handler = wireDiscovery(discoveryEnv());
