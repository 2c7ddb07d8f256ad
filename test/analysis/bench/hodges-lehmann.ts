/** The shift between two samples, and where its confidence interval begins. */
export interface Shift {
  readonly estimate: number;
  readonly low: number;
}

/**
 * Returns the median of all differences and the lower end of its confidence interval from the normal approximation of the
 * Mann–Whitney statistic; null while there are too few values for an interval.
 *
 * Source: Hollander, Wolfe & Chicken, Nonparametric Statistical Methods (2014), section 4.3.
 */
export function hodgesLehmann(one: readonly number[], other: readonly number[], z: number): Shift | null {
  const [m, n] = [one.length, other.length];
  const rank = Math.floor((m * n) / 2 - z * Math.sqrt((m * n * (m + n + 1)) / 12));
  if (rank < 1) return null;
  const differences = Float64Array.from(
    { length: m * n },
    (_, i) => (one[i % m] ?? 0) - (other[Math.floor(i / m)] ?? 0),
  ).sort();
  return { estimate: differences[(m * n) >> 1] ?? 0, low: differences[rank - 1] ?? 0 };
}
