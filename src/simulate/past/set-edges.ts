import { separateEdges } from '../../analysis/latency/edges.ts';
import type { MetricSource } from '../../domain/analysis/metrics.ts';

/**
 * Returns sources with the edges of their latency bins.
 * @param quantiles those of each source that has latency, in order; null where it has no data
 */
export function setEdges(
  sources: readonly MetricSource[],
  quantiles: readonly (readonly number[] | null)[],
): readonly MetricSource[] {
  const left = [...quantiles];
  return sources.map((source) => {
    const edges = source.stable.latency === null ? null : (left.shift() ?? null);
    return { ...source, edges: edges === null ? null : separateEdges(edges) };
  });
}
