/** The weights of the two records, integers from 0 to 255, not both 0. */
export interface WeightPair {
  readonly stable: number;
  readonly canary: number;
}

/** The largest weight of a record (Route 53 API Reference, ResourceRecordSet, Weight). */
const MAX_WEIGHT = 255;

/** Weights are easiest to read when they add up to this. */
const READABLE_TOTAL = 100;

/** The share of the canary in percent. Two weights of 0 are equal shares (Route 53 Developer Guide, "Weighted routing"). */
export function canaryShare({ stable, canary }: WeightPair): number {
  return stable + canary === 0 ? 50 : (100 * canary) / (stable + canary);
}

/** The share in percent that two records can express and that is nearest to `share`, 0 to 100. */
export function nearestShare(share: number): number {
  return canaryShare(nearestPair(share));
}

/**
 * The pair of weights for a share of the canary, in percent, 0 to 100: the nearest there is.
 * @param reversals picks among the pairs with that share, so that lowering the weight leaves values that no earlier
 * write expects. 254 reversals in a row give different pairs for a share of 0.
 * @param avoid the pair of the baseline, which is never used for a share of 0: a write from before the rollout expects it.
 */
export function weightPair(share: number, reversals: number, avoid: WeightPair): WeightPair {
  const pairs = pairsOfSameShare(nearestPair(share)).filter(
    (pair) => pair.canary !== 0 || pair.stable !== avoid.stable || avoid.canary !== 0,
  );
  return pairs[reversals % pairs.length] as WeightPair;
}

/** The smallest pair whose share is nearest to the wanted one. */
function nearestPair(share: number): WeightPair {
  let nearest: WeightPair = share < 50 ? { stable: 1, canary: 0 } : { stable: 0, canary: 1 };
  for (let total = 2; total <= 2 * MAX_WEIGHT; total += 1) {
    for (const canary of [Math.floor((share * total) / 100), Math.ceil((share * total) / 100)]) {
      const pair = { stable: total - canary, canary };
      const fits = pair.canary <= MAX_WEIGHT && pair.stable <= MAX_WEIGHT;
      if (fits && Math.abs(canaryShare(pair) - share) < Math.abs(canaryShare(nearest) - share)) nearest = pair;
    }
  }
  return nearest;
}

/** All pairs with exactly the share of a smallest pair, the one that adds up to about 100 first. */
function pairsOfSameShare(smallest: WeightPair): readonly WeightPair[] {
  const most = Math.floor(MAX_WEIGHT / Math.max(smallest.stable, smallest.canary));
  return Array.from({ length: most }, (_, index) => index + 1)
    .map((times) => ({ stable: smallest.stable * times, canary: smallest.canary * times }))
    .toSorted((a, b) => distance(a) - distance(b));
}

function distance({ stable, canary }: WeightPair): number {
  return Math.abs(stable + canary - READABLE_TOTAL);
}
