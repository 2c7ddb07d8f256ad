import type { Behaviour } from '../../traffic/behaviour.ts';

/** How arms behave to which nothing was done; a test holds it against the sandbox's own. */
export const HEALTHY: Behaviour = { errorRate: 0.0005, latencyMs: 80 };
