/** The smallest distance of two edges, in the unit of the metric. */
const APART = 0.001;

/** Returns the edges of bins in rising order, moved apart where quantiles are equal: a bin between two equal edges cannot be asked for. */
export function separateEdges(quantiles: readonly number[]): readonly number[] {
  let last = Number.NEGATIVE_INFINITY;
  return quantiles.map((value) => {
    last = Math.max(Number(value.toPrecision(6)), Number((last + APART).toPrecision(9)));
    return last;
  });
}
