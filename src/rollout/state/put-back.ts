import { isAt } from '../../domain/rollout/expected.ts';
import { phaseStart, type Rollout } from '../../domain/rollout/record.ts';

/**
 * Returns the rollout without the foreign shares that Serin has overwritten, or may not overwrite any more because the phase is
 * over: a target that somebody changes again is asked about again.
 */
export function withoutPutBack(rollout: Rollout): Rollout {
  const { putBack, ...rest } = rollout;
  if (putBack === undefined) return rollout;
  const isDone = (name: string) =>
    rollout.targets.some((target) => target.name === name && isAt(target, target.observed, rollout));
  const shares = Object.entries(putBack.shares).filter(([name]) => !isDone(name));
  if (putBack.since !== phaseStart(rollout.phase) || shares.length === 0) return rest;
  return shares.length === Object.keys(putBack.shares).length
    ? rollout
    : { ...rest, putBack: { ...putBack, shares: Object.fromEntries(shares) } };
}
