import type { Rollout } from '../../domain/rollout/record.ts';

/** The most changes of the share that are kept; a plan has fewer steps. */
const MAX_CHANGES = 100;

/** Notes the intended share from now on, for the comparison of both arms. */
export function recordShare(rollout: Rollout, now: number): Rollout {
  const { analysis, weight } = rollout;
  if (analysis === undefined || analysis.shares.at(-1)?.share === weight) return rollout;
  const shares = [...analysis.shares, { at: now, share: weight }].slice(-MAX_CHANGES);
  return { ...rollout, analysis: { ...analysis, shares } };
}
