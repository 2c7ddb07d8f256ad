import type { Rollout } from './record.ts';
import type { Decision } from './signal.ts';

/** A rollout without the times of its observations, which change with every look. */
function timeless(rollout: Rollout): unknown {
  return {
    ...rollout,
    targets: rollout.targets.map((target) => ({
      ...target,
      observed: target.observed === null ? null : { ...target.observed, at: 0 },
    })),
  };
}

/** An observation that is taken in although nothing follows from it. */
export function taken(before: Rollout, next: Rollout): Decision {
  const same = JSON.stringify(timeless(before)) === JSON.stringify(timeless(next));
  return same
    ? { answer: 'ignored', because: 'Nothing has changed.' }
    : { answer: 'accepted', next, effects: [], say: 'Took in what was seen.' };
}
