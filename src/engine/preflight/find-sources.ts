import type { CustomSource, MetricByArm } from '../../domain/analysis/custom-metrics.ts';
import {
  type ArmMetric,
  type ArmMetrics,
  type ConfiguredMetric,
  type MetricSource,
  regionField,
} from '../../domain/analysis/metrics.ts';
import type { EnvironmentRoles } from '../../domain/environment/environment.ts';
import type { TargetState } from '../../domain/rollout/record.ts';
import type { Service } from '../../domain/service.ts';
import type { Deps } from '../deps.ts';

/** The names of a rollout's arms in metrics. */
export interface ArmIdentity {
  readonly roles: EnvironmentRoles | null;
  /** The names that the first target has for the arms; undefined where it has no name. */
  readonly ids: { readonly stable: string; readonly canary: string } | undefined;
}

function resolveMetric(metric: ConfiguredMetric, arm: 'stable' | 'canary', { roles, ids }: ArmIdentity): ArmMetric {
  const environment = roles?.[arm];
  const dimensions = Object.entries(metric.dimensions).map(([name, value]) => {
    if (typeof value !== 'string') return [name, environment === undefined ? '' : value[environment]];
    const text = value
      .replaceAll('{arm}', arm)
      .replaceAll('{version}', ids?.[arm] ?? '')
      .replaceAll('{environment}', environment ?? '');
    return [name, text];
  });
  const { namespace, name } = metric;
  return { namespace, name, dimensions: Object.fromEntries(dimensions), ...regionField(metric) };
}

/** Returns where the metrics of a service's own are. @param requests those of the service, in both arms */
export function findCustom({ analysis }: Service, requests: MetricByArm, arms: ArmIdentity): readonly CustomSource[] {
  const byArm = (metric: ConfiguredMetric): MetricByArm => ({
    stable: resolveMetric(metric, 'stable', arms),
    canary: resolveMetric(metric, 'canary', arms),
  });
  return (analysis?.custom ?? []).map((metric) => {
    const { kind, name } = metric;
    if (kind === 'value') return { kind, name, value: byArm(metric.value), edges: null };
    return { kind, name, cases: byArm(metric.cases), of: metric.of === null ? requests : byArm(metric.of) };
  });
}

/** A source before the edges of its latency bins are known. */
export interface Unread {
  readonly source: Omit<MetricSource, 'edges'>;
  readonly before: ArmMetrics | null;
}

/** Returns where the metrics of both arms are as its components say: each of them in the environment of the arm. */
export function componentSources(
  deps: Pick<Deps, 'componentMetrics'>,
  { components }: Service,
  { roles }: ArmIdentity,
): readonly Unread[] {
  if (roles === null) return [];
  return deps.componentMetrics(components).map(({ name, ...metrics }) => {
    const [stable, canary] = [metrics[roles.stable], metrics[roles.canary]];
    return { source: { name, stable, canary }, before: stable };
  });
}

/** Returns where the metrics of both arms are: the service's own where it names them, else those of its targets. */
export function findSources(
  deps: Pick<Deps, 'kind'>,
  service: Service,
  targets: readonly TargetState[],
  arms: ArmIdentity,
): readonly Unread[] {
  if (service.analysis === undefined) return [];
  const { metrics } = service.analysis;
  if (metrics !== null) {
    const ofArm = (arm: 'stable' | 'canary'): ArmMetrics => ({
      requests: resolveMetric(metrics.requests, arm, arms),
      errors: metrics.errors.map((metric) => resolveMetric(metric, arm, arms)),
      latency: metrics.latency === null ? null : resolveMetric(metrics.latency, arm, arms),
    });
    const [stable, canary] = [ofArm('stable'), ofArm('canary')];
    return [{ source: { name: service.name, stable, canary }, before: stable }];
  }
  return targets.flatMap((target) => {
    const found = target.frozen === null ? null : (deps.kind(target.config.kind).metrics?.(target) ?? null);
    if (found === null) return [];
    const { stable, canary, before } = found;
    return [{ source: { name: target.name, stable, canary }, before }];
  });
}
