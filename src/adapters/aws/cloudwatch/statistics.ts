import type { ArmMetric } from '../../../domain/analysis/metrics.ts';

/** One statistic of one metric. */
export interface Ask {
  readonly metric: ArmMetric;
  readonly stat: string;
}

/** The values that were asked for, in the order of the asks; undefined where CloudWatch has no data. */
export type Values = readonly (number | undefined)[];

/**
 * Returns the asks that count the values of a metric in each bin. `TC(a:b)` counts values above a and up to b (CloudWatch User
 * Guide, "CloudWatch statistics definitions").
 */
export function askBins(metric: ArmMetric, edges: readonly number[]): readonly Ask[] {
  return [...edges, ''].map((to, i) => ({ metric, stat: `TC(${edges[i - 1] ?? ''}:${to})` }));
}

/** Returns the counts of bins; undefined where the metric has no data at all. */
export function readBins(values: Values): readonly number[] | undefined {
  return values.some((value) => value !== undefined) ? values.map((value) => value ?? 0) : undefined;
}
