import { shareUnder } from '../errors/boundary.ts';

/** The ratios of the odds of a slow request that the exceedances bet on. */
export const RATIOS: readonly number[] = [1.25, 1.5, 2, 3, 5, 10];

/** Requests beyond a threshold, and all requests, by arm. */
export interface Exceedances {
  readonly canary: number;
  readonly stable: number;
  /** The canary's share of all requests of the minute. */
  readonly share: number;
}

/**
 * Returns what one minute adds to ln of the evidence for each ratio: ln(ψ^x / E[ψ^X]), x of the canary's requests beyond the
 * threshold. X is hypergeometric in the requests beyond it of both arms; E is bounded by independent draws, which is never
 * too small. A quantile of 30 requests is never set against one of 570: only counts are.
 *
 * Source: Hoeffding, JASA 58 (1963), theorem 4, with the slow requests as the sample.
 */
export function exceedanceEvidence({ canary, stable, share }: Exceedances, tolerance: number): number[] {
  if (share <= 0 || share >= 1) return RATIOS.map(() => 0);
  const base = shareUnder(tolerance, share);
  return RATIOS.map((ratio) => canary * Math.log(ratio) - (canary + stable) * Math.log1p((ratio - 1) * base));
}
