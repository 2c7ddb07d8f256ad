import { type Group, lnSelectionMgf } from '../numbers/ln-selection-mgf.ts';
import { normalDensity, normalQuantile } from '../numbers/normal.ts';

/** The shifts, in standard deviations, that the scores bet on. */
export const SHIFTS: readonly number[] = [0.1, 0.2, 0.35, 0.7];

/**
 * Returns the mean normal score of each bin: where its requests would lie on a standard normal scale, by their ranks among
 * all requests of the minute. The mean over all requests is 0.
 *
 * Source: van der Waerden (1952); Chernoff & Savage (1958) for their efficiency.
 */
export function normalScores(totals: readonly number[]): readonly Group[] {
  const all = totals.reduce((sum, count) => sum + count, 0);
  let below = 0;
  return totals.map((count) => {
    const [from, to] = [below / all, (below + count) / all];
    below += count;
    const score = count === 0 ? 0 : (scoreDensity(from) - scoreDensity(to)) / (count / all);
    return { count, score };
  });
}

const scoreDensity = (p: number): number => (p <= 0 || p >= 1 ? 0 : normalDensity(normalQuantile(p)));

/**
 * Returns what one minute adds to ln of the evidence for each shift: ln(e^{λT} / E[e^{λT}]), where T is the sum of the
 * canary's scores and the expectation is over which requests of both arms are the canary's. The tolerance tilts the
 * expectation: up to it a shift adds nothing on average.
 */
export function scoreEvidence(canary: readonly number[], stable: readonly number[], tolerance: number): number[] {
  const groups = normalScores(canary.map((count, i) => count + (stable[i] ?? 0)));
  const drawn = canary.reduce((sum, count) => sum + count, 0);
  const all = groups.reduce((sum, { count }) => sum + count, 0);
  if (drawn === 0 || drawn === all) return SHIFTS.map(() => 0);
  const sum = canary.reduce((total, count, i) => total + count * (groups[i]?.score ?? 0), 0);
  const tolerated = tolerance === 0 ? 0 : lnSelectionMgf(groups, drawn, tolerance);
  return SHIFTS.map((shift) => shift * sum + tolerated - lnSelectionMgf(groups, drawn, shift + tolerance));
}
