import { isAhead, isAt } from '../../domain/rollout/expected.ts';
import { reachedShare } from '../../domain/rollout/read-share.ts';
import type { Rollout } from '../../domain/rollout/record.ts';
import { isMoving } from '../../domain/rollout/running-phase.ts';

/** The most changes of the share that are kept; a plan has fewer steps. */
const MAX_CHANGES = 100;

/** Notes a share from now on, for the comparison of both arms: the intended one, where no other is given. */
export function recordShare(rollout: Rollout, now: number, weight = rollout.weight): Rollout {
  const { analysis } = rollout;
  if (analysis === undefined || analysis.shares.at(-1)?.share === weight) return rollout;
  const shares = [...analysis.shares, { at: now, share: weight }].slice(-MAX_CHANGES);
  return { ...rollout, analysis: { ...analysis, shares } };
}

/** Returns the rollout without the note of its newest intention. */
function withoutNewestShare(rollout: Rollout): Rollout {
  const { analysis, intendedAt, weight } = rollout;
  const newest = analysis?.shares.at(-1);
  if (analysis === undefined || newest?.at !== intendedAt || newest.share !== weight) return rollout;
  return { ...rollout, analysis: { ...analysis, shares: analysis.shares.slice(0, -1) } };
}

/**
 * Brings the notes of the share to what was read, where a shift takes minutes: a share that every target is only on its way to counts
 * from the moment at which it is read.
 *
 * @param rollout with what was seen just now
 */
export function recordReadShare(rollout: Rollout): Rollout {
  const { targets, phase, weight } = rollout;
  const readAt = Math.max(0, ...targets.map(({ observed }) => observed?.at ?? 0));
  if (!isMoving(phase)) {
    const areAhead = targets.every((target) => isAhead(rollout, target, target.observed) && target.observed?.fault);
    const shown = targets[0]?.observed?.weight ?? weight;
    return areAhead ? recordShare(rollout, readAt, shown) : rollout;
  }
  if (reachedShare(rollout) !== weight) return withoutNewestShare(rollout);
  const isSomewhere = weight > 0 && targets.some((target) => isAt(target, target.observed, rollout));
  return isSomewhere ? recordShare(rollout, readAt) : rollout;
}
