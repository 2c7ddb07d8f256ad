import { separateEdges } from '../../analysis/latency/edges.ts';
import type { CustomSource, MetricByArm } from '../../domain/analysis/custom-metrics.ts';
import type { Load, MetricSource } from '../../domain/analysis/metrics.ts';
import type { Finding } from '../../domain/finding.ts';
import type { TargetState } from '../../domain/rollout/record.ts';
import type { Service } from '../../domain/service.ts';
import { joinWithAnd } from '../../domain/wording.ts';
import type { Deps } from '../deps.ts';
import { type ArmIdentity, componentSources, findCustom, findSources, type Unread } from './find-sources.ts';

/** The history from which the edges of the latency bins are taken. */
const HISTORY_MS = 3 * 60 * 60_000;
const MINUTE_MS = 60_000;

const requestsOf = ({ source: { stable, canary } }: Unread): MetricByArm => ({
  stable: stable.requests,
  canary: canary.requests,
});

/** The traffic before a start: of all sources, and the requests of each. */
interface Past {
  readonly load: Load;
  readonly requests: readonly number[];
}

/** Reads the traffic before a start; null where there was none, or CloudWatch does not answer: then nothing is said of it. */
async function readPast(deps: Pick<Deps, 'arms' | 'log'>, found: readonly Unread[], to: number): Promise<Past | null> {
  const sources = found.flatMap(({ source: { name }, before }) =>
    before === null ? [] : [{ name, stable: before, canary: before, edges: null }],
  );
  if (sources.length === 0) return null;
  try {
    const readings = await deps.arms.minutes({ sources }, { from: to - HISTORY_MS, to });
    const arms = readings.flatMap(({ parts }) => parts.flatMap(({ stable }) => stable ?? []));
    const each = sources.map((_, i) => readings.reduce((sum, { parts }) => sum + (parts[i]?.stable?.requests ?? 0), 0));
    const requests = arms.reduce((sum, arm) => sum + arm.requests, 0);
    const errors = arms.reduce((sum, arm) => sum + arm.errors, 0);
    // A service that is younger than this had its requests in less time.
    const minutes = (to - (readings[0]?.at ?? to)) / MINUTE_MS;
    if (requests === 0) return null;
    return { load: { traffic: requests / minutes, rate: errors / requests }, requests: each };
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
 * Finds the metrics that tell both arms apart: the service's own, else those of its targets, else those of its components in each
 * environment, as far as they had traffic. Reads the traffic before the start, and freezes the edges of the latency bins: stable's quantiles of the last three
 * hours; the same for the service's own values. Where CloudWatch does not answer, neither is compared in this rollout, and people
 * are told.
 */
export async function metricSources(
  deps: Pick<Deps, 'kind' | 'componentMetrics' | 'arms' | 'clock' | 'log'>,
  service: Service,
  targets: readonly TargetState[],
  arms: ArmIdentity,
): Promise<FoundSources> {
  const to = Math.floor(deps.clock.now() / MINUTE_MS) * MINUTE_MS;
  const named = findSources(deps, service, targets, arms);
  const isNamed = named.length > 0 || service.analysis === undefined;
  const candidates = isNamed ? named : componentSources(deps, service, arms);
  const reading = readPast(deps, candidates, to);
  // A component that users do not meet by its environments has no metrics there, and nothing would ever be known.
  const requests = isNamed ? undefined : (await reading)?.requests;
  const found = isNamed ? named : candidates.filter((_, i) => (requests?.[i] ?? 0) > 0);
  const load = reading.then((past) => past?.load ?? null);
  const [first] = found;
  const custom = first === undefined ? [] : findCustom(service, requestsOf(first), arms);
  const latencies = found.flatMap(({ before }) => before?.latency ?? []);
  const values = custom.flatMap((source) => (source.kind === 'value' ? [source.value.stable] : []));
  try {
    const quantiles = await deps.arms.quantiles([...latencies, ...values], to - HISTORY_MS, to);
    const edges = quantiles.map((each) => (each === null ? null : separateEdges(each)));
    const next = () => edges.shift() ?? null;
    const sources = found.map(({ source, before }) => ({ ...source, edges: before?.latency ? next() : null }));
    const own = custom.map((source) => (source.kind === 'value' ? { ...source, edges: next() } : source));
    return { sources, custom: own, findings: [], load: await load };
  } catch (error) {
    deps.log.warn({ service: service.name, error: String(error) }, 'the latency before a start could not be read');
    const valued = custom.flatMap(({ kind, name }) => (kind === 'value' ? [name] : []));
    const left = [...(latencies.length > 0 ? ['latency'] : []), ...valued];
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
