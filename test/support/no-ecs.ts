import type { TargetDeps } from '../../src/adapters/targets/registry.ts';

/** The client of Amazon ECS in worlds that have none. */
export const noEcs: TargetDeps['ecs'] = () => Promise.reject(new Error('there is no Amazon ECS here'));
