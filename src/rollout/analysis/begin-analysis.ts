import type { RolloutAnalysis } from '../../domain/analysis/analysis.ts';
import type { Draft } from '../../domain/rollout/signal.ts';

/** Returns the comparison of a rollout that begins; null where no metrics tell its arms apart. */
export function beginAnalysis({ sources, targets, weight }: Draft, now: number): RolloutAnalysis | null {
  if (sources.length === 0) return null;
  const isByRequest = targets.every(({ splits }) => splits === 'requests');
  return { sources, split: isByRequest ? 'request' : 'user', shares: [{ at: now, share: weight }] };
}
