import type { Behaviour } from '../../traffic/behaviour.ts';

/** The behaviour of an arm without faults; a test compares it with the sandbox's own. */
export const HEALTHY: Behaviour = { errorRate: 0.0005, latencyMs: 80 };
