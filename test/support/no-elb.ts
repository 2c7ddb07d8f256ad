import type { TargetDeps } from '../../src/adapters/targets/registry.ts';

/** The client of load balancers in worlds that have none. */
export const noElb: TargetDeps['elb'] = () => Promise.reject(new Error('there are no load balancers here'));
