import { createWeightPairs } from '../weight-pairs.ts';

/**
 * The weights of two records: up to 255 (Route 53 API Reference, ResourceRecordSet, Weight); two weights of 0 are equal shares
 * (Route 53 Developer Guide, "Weighted routing").
 */
export const { canaryShare, nearestShare, weightPair } = createWeightPairs({ max: 255, shareOfNone: 50 });
