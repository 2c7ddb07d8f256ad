import { targetKind } from '../../adapters/targets/registry.ts';
import {
  type ArmMetric,
  type ArmMetrics,
  type ConfiguredMetric,
  type MetricSource,
  regionField,
} from '../../domain/analysis/metrics.ts';
import type { Service } from '../../domain/service.ts';
import { joinWithAnd } from '../../domain/wording.ts';
import { hasMetricsByVersion, nameOfTarget } from '../rules/target.ts';

/** The metrics of what users had, or the reason why nothing is known of the past. */
export type PastSources = { readonly sources: readonly MetricSource[] } | { readonly problem: string };

/** Returns a metric of the stable arm; null where its value is another one in each rollout. */
function stableMetric(metric: ConfiguredMetric): ArmMetric | null {
  const { namespace, name, dimensions } = metric;
  const values = Object.entries(dimensions);
  if (values.some(([, value]) => typeof value !== 'string' || /\{(?:version|environment)\}/.test(value))) return null;
  const stable = values.map(([key, value]) => [key, (value as string).replaceAll('{arm}', 'stable')]);
  return { namespace, name, dimensions: Object.fromEntries(stable), ...regionField(metric) };
}

function ownMetrics({ analysis }: Service): ArmMetrics | null {
  const metrics = analysis?.metrics;
  if (!metrics) return null;
  const [requests, latency] = [stableMetric(metrics.requests), metrics.latency && stableMetric(metrics.latency)];
  const errors = metrics.errors.map(stableMetric);
  if (requests === null || (metrics.latency !== null && latency === null) || errors.includes(null)) return null;
  return { requests, errors: errors.flatMap((metric) => metric ?? []), latency };
}

/** Returns where the metrics of a service's users are without a rollout: the service's own, or those of its targets. */
export function pastSources(service: Service): PastSources {
  const asSource = (name: string, metrics: ArmMetrics): MetricSource => ({
    ...{ name, stable: metrics, canary: metrics, edges: null },
  });
  if (service.analysis?.metrics) {
    const own = ownMetrics(service);
    if (own !== null) return { sources: [asSource(service.name, own)] };
    const problem = `The metrics of ${service.name} are by version or environment, and their past does not say which was stable. Name metrics by {arm} to replay them.`;
    return { problem };
  }
  const sources = service.targets.flatMap((config) => {
    const past = targetKind(config.kind).past?.(config);
    return past === undefined ? [] : [asSource(nameOfTarget(config), past)];
  });
  if (sources.length > 0) return { sources };
  const unnamed = service.targets.filter(hasMetricsByVersion).map(nameOfTarget);
  if (unnamed.length > 0) {
    const problem = `Only a rollout knows which target group of ${joinWithAnd(unnamed)} is stable, so their past cannot be replayed. Name metrics by {arm} in \`analysis.metrics\` to replay those.`;
    return { problem };
  }
  return { problem: `No metrics tell both versions of ${service.name} apart, so there is no past to replay.` };
}
