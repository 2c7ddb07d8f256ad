import type { Evidence } from '../../src/routing/decide.ts';
import type { Split } from '../../src/routing/split.ts';

/** A split in the middle of a rollout. */
export function aSplit(change: Partial<Split> = {}): Split {
  return { stable: 'a', canary: 'b', weight: 5, salt: 'r-1', revision: 3, cohorts: [], ...change };
}

/** Nobody, but for what is given. */
export function evidence(known: Partial<Evidence> = {}): Evidence {
  return { override: null, cohorts: [], room: null, user: null, visitor: null, ...known };
}
