/** The weights of the two arms: integers from 0 to what the API allows, not both 0. */
export interface WeightPair {
  readonly stable: number;
  readonly canary: number;
}

/** Weights are easiest to read when they add up to this. */
const READABLE_TOTAL = 100;

/** The rules of an API for the weights of two arms. */
interface WeightRules {
  /** The largest weight. */
  readonly max: number;
  /** The share of the canary in percent when both weights are 0. */
  readonly shareOfNone: number;
}

/** Shares as pairs of weights, where an API splits by weights. */
export interface WeightPairs {
  /** Returns the share of the canary in percent. */
  canaryShare(pair: WeightPair): number;
  /** Returns the share in percent that two weights can express and that is nearest to `share`, 0 to 100. */
  nearestShare(share: number): number;
  /**
   * Returns the pair of weights for a share of the canary, in percent, 0 to 100: the nearest there is.
   * @param reversals picks among the pairs with that share, so that lowering the weight leaves values that no earlier
   * write expects. As many reversals in a row as the largest weight, less one, give different pairs for a share of 0.
   * @param avoid the pair of the baseline, which is never used for a share of 0: a write from before the rollout expects it.
   */
  weightPair(share: number, reversals: number, avoid: WeightPair): WeightPair;
}

export function createWeightPairs({ max, shareOfNone }: WeightRules): WeightPairs {
  const canaryShare = ({ stable, canary }: WeightPair): number =>
    stable + canary === 0 ? shareOfNone : (100 * canary) / (stable + canary);

  /** The smallest pair whose share is nearest to the wanted one. */
  const nearestPair = (share: number): WeightPair => {
    let nearest: WeightPair = share < 50 ? { stable: 1, canary: 0 } : { stable: 0, canary: 1 };
    for (let total = 2; total <= 2 * max; total += 1) {
      for (const canary of [Math.floor((share * total) / 100), Math.ceil((share * total) / 100)]) {
        const pair = { stable: total - canary, canary };
        const fits = pair.canary <= max && pair.stable <= max;
        if (fits && Math.abs(canaryShare(pair) - share) < Math.abs(canaryShare(nearest) - share)) nearest = pair;
      }
    }
    return nearest;
  };

  /** All pairs with exactly the share of a smallest pair, the one that adds up to about 100 first. */
  const pairsOfSameShare = (smallest: WeightPair): readonly WeightPair[] => {
    const most = Math.floor(max / Math.max(smallest.stable, smallest.canary));
    return Array.from({ length: most }, (_, index) => index + 1)
      .map((times) => ({ stable: smallest.stable * times, canary: smallest.canary * times }))
      .toSorted((a, b) => distance(a) - distance(b));
  };

  return {
    canaryShare,
    nearestShare: (share) => canaryShare(nearestPair(share)),
    weightPair(share, reversals, avoid) {
      const pairs = pairsOfSameShare(nearestPair(share)).filter(
        (pair) => pair.canary !== 0 || pair.stable !== avoid.stable || avoid.canary !== 0,
      );
      return pairs[reversals % pairs.length] as WeightPair;
    },
  };
}

function distance({ stable, canary }: WeightPair): number {
  return Math.abs(stable + canary - READABLE_TOTAL);
}

/** A share in words, finer than elsewhere: what two weights make of a share differs from it in the third decimal. */
export function finePercent(share: number): string {
  return `${Number(share.toFixed(3))}%`;
}
