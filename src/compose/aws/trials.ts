import { lazy } from '../../adapters/shared/lazy.ts';
import type { Trials } from '../../ports/trials.ts';
import type { createTrials } from '../trials.ts';

/** Returns what tries plans. The simulation is loaded with the first plan that somebody tries. */
export function createLazyTrials(deps: Parameters<typeof createTrials>[0]): Trials {
  return lazy(async () => (await import('../trials.ts')).createTrials(deps), { try: true });
}
