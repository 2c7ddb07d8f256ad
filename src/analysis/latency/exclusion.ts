import { lnSelectionMgf } from '../numbers/ln-selection-mgf.ts';
import type { Bins } from './evidence.ts';
import { normalScores } from './scores.ts';

/** The shift of all latencies, in standard deviations of their scores, that a healthy canary must not have: 17% at a spread of 0.8. */
const SLOWER = 0.2;

/** The variance of normal scores in the eight bins, where stable's latency is as it was when they were set. */
const SCORE_VARIANCE = 0.94;

const total = (counts: readonly number[]): number => counts.reduce((sum, count) => sum + count, 0);

/** Returns what one stratum of a minute adds: ln of how much likelier its ranks are if the canary is not slower. */
function binExclusion({ canary, stable }: Bins): number {
  const groups = normalScores(canary.map((count, i) => count + (stable[i] ?? 0)));
  const drawn = total(canary);
  if (drawn === 0 || total(stable) === 0) return 0;
  const sum = canary.reduce((all, count, i) => all + count * (groups[i]?.score ?? 0), 0);
  return lnSelectionMgf(groups, drawn, SLOWER) - SLOWER * sum;
}

/**
 * Takes one minute in. It is a likelihood ratio given what both arms have together, so the chance that a canary that is slower by so
 * much ever reaches ten is at most a tenth, and what drifts in both arms excludes nothing.
 *
 * @param before null where no minute had latency of both arms
 * @param strata the sources that have latency of both arms, also in cold minutes
 */
export function excludeSlower(
  before: number | null,
  strata: readonly Bins[],
  { isCold, designEffect }: { readonly isCold: boolean; readonly designEffect: number },
): number | null {
  if (strata.length === 0) return before;
  // A cold minute says that latency is known, and nothing about how slow the canary is.
  if (isCold) return before ?? 0;
  return (before ?? 0) + strata.reduce((sum, bins) => sum + binExclusion(bins), 0) / designEffect;
}

/** Returns what a minute of so many requests of both arms adds on average, where the canary is not slower. */
export function expectedSlowExclusion(requests: number, share: number): number {
  return (requests * share * (1 - share) * SCORE_VARIANCE * SLOWER ** 2) / 2;
}
