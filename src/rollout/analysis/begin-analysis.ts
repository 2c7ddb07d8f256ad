import type { RolloutAnalysis } from '../../domain/analysis/analysis.ts';
import type { TargetState } from '../../domain/rollout/record.ts';
import type { Draft } from '../../domain/rollout/signal.ts';

/** Returns the unit that a comparison goes by: requests where every target splits them, else users. */
export function comparedUnit(targets: readonly Pick<TargetState, 'splits'>[]): RolloutAnalysis['split'] {
  return targets.every(({ splits }) => splits === 'requests') ? 'request' : 'user';
}

/** Returns the comparison of a rollout that begins; null where no metrics tell its arms apart. */
export function beginAnalysis({ sources, custom, targets, weight }: Draft, now: number): RolloutAnalysis | null {
  if (sources.length === 0) return null;
  const split = comparedUnit(targets);
  return { sources, ...(custom !== undefined && { custom }), split, shares: [{ at: now, share: weight }] };
}
