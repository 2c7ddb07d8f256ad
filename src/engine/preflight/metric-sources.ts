import { separateEdges } from '../../analysis/latency/edges.ts';
import type { CustomSource, MetricByArm } from '../../domain/analysis/custom-metrics.ts';
import {
  type ArmMetric,
  type ArmMetrics,
  type ConfiguredMetric,
  type Load,
  type MetricSource,
  regionField,
} from '../../domain/analysis/metrics.ts';
import type { EnvironmentRoles } from '../../domain/environment/environment.ts';
import type { Finding } from '../../domain/finding.ts';
import type { TargetState } from '../../domain/rollout/record.ts';
import type { Service } from '../../domain/service.ts';
import { joinWithAnd } from '../../domain/wording.ts';
import type { Deps } from '../deps.ts';

/** The history from which the edges of the latency bins are taken. */
const HISTORY_MS = 3 * 60 * 60_000;
const MINUTE_MS = 60_000;

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
function findCustom({ analysis }: Service, requests: MetricByArm, arms: ArmIdentity): readonly CustomSource[] {
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
interface Unread {
  readonly source: Omit<MetricSource, 'edges'>;
  readonly before: ArmMetrics | null;
}

/** Returns where the metrics of both arms are: the service's own where it names them, else those of its targets. */
function findSources(
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
    const found = target.frozen === null ? undefined : deps.kind(target.config.kind).metrics?.(target);
    if (found === undefined) return [];
    const { stable, canary, before } = found;
    return [{ source: { name: target.name, stable, canary }, before }];
  });
}

const requestsOf = ({ source: { stable, canary } }: Unread): MetricByArm => ({
  stable: stable.requests,
  canary: canary.requests,
});

/** Reads the traffic before a start; null where there was none, or CloudWatch does not answer: then nothing is said of it. */
async function readLoad(deps: Pick<Deps, 'arms' | 'log'>, found: readonly Unread[], to: number): Promise<Load | null> {
  const sources = found.flatMap(({ source: { name }, before }) =>
    before === null ? [] : [{ name, stable: before, canary: before, edges: null }],
  );
  if (sources.length === 0) return null;
  try {
    const readings = await deps.arms.minutes({ sources }, { from: to - HISTORY_MS, to });
    const arms = readings.flatMap(({ parts }) => parts.flatMap(({ stable }) => stable ?? []));
    const requests = arms.reduce((sum, arm) => sum + arm.requests, 0);
    const errors = arms.reduce((sum, arm) => sum + arm.errors, 0);
    // A service that is younger than this had its requests in less time.
    const minutes = (to - (readings[0]?.at ?? to)) / MINUTE_MS;
    return requests === 0 ? null : { traffic: requests / minutes, rate: errors / requests };
  } catch (error) {
    deps.log.warn({ error: String(error) }, 'the traffic before a start could not be read');
    return null;
  }
}

/** The metrics of a rollout that tell its arms apart. */
interface FoundSources {
  readonly sources: readonly MetricSource[];
  readonly custom: readonly CustomSource[];
  readonly findings: readonly Finding[];
  /** The traffic of the last three hours; null where it is not known. */
  readonly load: Load | null;
}

/**
 * Finds the metrics that tell both arms apart, reads the traffic before the start, and freezes the edges of the latency bins: stable's quantiles of the last three
 * hours; the same for the service's own values. Where CloudWatch does not answer, neither is compared in this rollout, and people
 * are told.
 */
export async function metricSources(
  deps: Pick<Deps, 'kind' | 'arms' | 'clock' | 'log'>,
  service: Service,
  targets: readonly TargetState[],
  arms: ArmIdentity,
): Promise<FoundSources> {
  const found = findSources(deps, service, targets, arms);
  const [first] = found;
  const custom = first === undefined ? [] : findCustom(service, requestsOf(first), arms);
  const latencies = found.flatMap(({ before }) => before?.latency ?? []);
  const values = custom.flatMap((source) => (source.kind === 'value' ? [source.value.stable] : []));
  const to = Math.floor(deps.clock.now() / MINUTE_MS) * MINUTE_MS;
  const load = readLoad(deps, found, to);
  try {
    const quantiles = await deps.arms.quantiles([...latencies, ...values], to - HISTORY_MS, to);
    const edges = quantiles.map((each) => (each === null ? null : separateEdges(each)));
    const next = () => edges.shift() ?? null;
    const sources = found.map(({ source, before }) => ({ ...source, edges: before?.latency ? next() : null }));
    const own = custom.map((source) => (source.kind === 'value' ? { ...source, edges: next() } : source));
    return { sources, custom: own, findings: [], load: await load };
  } catch (error) {
    deps.log.warn({ service: service.name, error: String(error) }, 'the latency before a start could not be read');
    const named = custom.flatMap(({ kind, name }) => (kind === 'value' ? [name] : []));
    const left = [...(latencies.length > 0 ? ['latency'] : []), ...named];
    const finding: Finding = {
      severity: 'warns',
      code: 'latency-unknown',
      about: null,
      message: `CloudWatch did not return stable's ${joinWithAnd(left)}, so this rollout does not compare ${left.length === 1 ? left[0] : 'them'}.`,
      remedy: `Start again in a minute to have ${left.length === 1 ? 'it' : 'them'} compared.`,
    };
    const sources = found.map(({ source }) => ({ ...source, edges: null }));
    return { sources, custom, findings: [finding], load: await load };
  }
}
