/** The shift between two samples, and where its confidence interval begins. */
export interface Shift {
  readonly estimate: number;
  readonly low: number;
}

/** Two samples that grow, a value each at a time. */
export interface Samples {
  add(one: number, other: number): void;
  /**
   * Returns the median of all differences and the lower end of its confidence interval from the normal approximation of the
   * Mann–Whitney statistic; null while there are too few values for an interval.
   *
   * Source: Hollander, Wolfe & Chicken, Nonparametric Statistical Methods (2014), section 4.3.
   */
  shift(z: number): Shift | null;
}

export function createSamples(): Samples {
  const [ones, others]: [number[], number[]] = [[], []];
  let differences = new Float64Array();
  return {
    add(one, other) {
      const added = [one - other, ...others.map((each) => one - each), ...ones.map((each) => each - other)];
      differences = merge(differences, Float64Array.from(added).sort());
      ones.push(one);
      others.push(other);
    },
    shift(z) {
      const n = ones.length;
      const rank = Math.floor((n * n) / 2 - z * Math.sqrt((n * n * (2 * n + 1)) / 12));
      if (rank < 1) return null;
      return { estimate: differences[(n * n) >> 1] ?? 0, low: differences[rank - 1] ?? 0 };
    },
  };
}

/** Merges sorted values, so that a minute sorts only the differences that it adds. */
function merge(some: Float64Array, others: Float64Array): Float64Array<ArrayBuffer> {
  const all = new Float64Array(some.length + others.length);
  let [i, j] = [0, 0];
  for (let k = 0; k < all.length; k++) {
    const isFirst = j === others.length || (i < some.length && (some[i] as number) <= (others[j] as number));
    all[k] = (isFirst ? some[i++] : others[j++]) as number;
  }
  return all;
}
