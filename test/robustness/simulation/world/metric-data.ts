import type { GetMetricDataInput, GetMetricDataOutput, MetricDataQuery } from '@aws-sdk/client-cloudwatch';
import type { Rollout } from '../../../../src/domain/rollout/record.ts';
import type { Service } from '../../../../src/domain/service.ts';
import { MINUTE, OWN_METRICS } from '../setup.ts';
import type { Arm, Counts, Traffic } from './traffic.ts';

/** A service whose metrics CloudWatch has. */
export interface Measured {
  readonly service: Service;
  /** Null where nobody publishes metrics of its arms. */
  readonly traffic: Traffic | null;
  readonly rollout: () => Rollout | null;
}

/** What a metric is about; no arm where it does not tell arms apart. */
interface Subject {
  readonly traffic: Traffic;
  readonly target: number;
  readonly arm: Arm | null;
}

/** The namespace of load balancers, whose latency is in seconds. */
const LOAD_BALANCERS = 'AWS/ApplicationELB';

/** How far latencies of one version are apart: the scale of a log-logistic distribution. */
const SPREAD = 0.35;

/** How many of the timed requests took at most so long, in milliseconds. Whole, so that what is between two limits is too. */
function timedUpTo({ timed, median }: Counts, limit: number): number {
  if (limit === Number.POSITIVE_INFINITY) return timed;
  return limit <= 0 ? 0 : Math.floor(timed / (1 + (limit / median) ** (-1 / SPREAD)) + 0.5);
}

const quantile = (median: number, percent: number): number => median * (percent / (100 - percent)) ** SPREAD;

/** A statistic of latency: `TC(120:300)`, `p95` or `SampleCount`. */
function latencyOf(counts: Counts, statistic: string): number {
  const between = /^TC\((.*):(.*)\)$/.exec(statistic);
  if (between !== null) {
    const [, from = '', to = ''] = between;
    const upTo = timedUpTo(counts, to === '' ? Number.POSITIVE_INFINITY : Number(to));
    return upTo - timedUpTo(counts, from === '' ? 0 : Number(from));
  }
  return statistic.startsWith('p') ? quantile(counts.median, Number(statistic.slice(1))) : counts.timed;
}

/** What CloudWatch has of a metric; null where it has nothing. */
function statisticOf(counts: Counts, name: string, statistic: string): number | null {
  if (name === 'Duration') return latencyOf(counts, statistic);
  if (name === 'TargetResponseTime') return latencyOf({ ...counts, median: counts.median / 1_000 }, statistic);
  if (name === 'Basket') return latencyOf({ ...counts, median: counts.basket }, statistic);
  if (name === 'Orders') return counts.orders;
  return name === 'Errors' || name === 'HTTPCode_Target_5XX_Count' ? counts.errors : counts.requests;
}

/** Whose metric of a target group it is. Before a rollout all requests go to stable's. */
function subjectBehind(services: readonly Measured[], group: string): Subject | null {
  for (const { service, traffic, rollout } of services) {
    const target = service.targets.findIndex(({ groups }) =>
      (groups as readonly string[] | undefined)?.includes(group.split('/')[1] ?? ''),
    );
    if (traffic === null || target < 0) continue;
    const frozen = rollout()?.targets[target]?.frozen as { readonly canary: string } | undefined;
    return { traffic, target, arm: frozen?.canary.endsWith(group) === true ? 'canary' : 'stable' };
  }
  return null;
}

/** Whose metric it is; null where nobody publishes it. */
function subjectOf(services: readonly Measured[], { MetricStat }: MetricDataQuery): Subject | null {
  const { Namespace, Dimensions = [] } = MetricStat?.Metric ?? {};
  const said = Object.fromEntries(Dimensions.map(({ Name, Value }) => [Name, Value])) as Record<string, string>;
  if (Namespace === OWN_METRICS) {
    const traffic = services.find(({ service }) => service.name === said.Service)?.traffic ?? null;
    return traffic === null ? null : { traffic, target: 0, arm: said.Arm === 'canary' ? 'canary' : 'stable' };
  }
  if (Namespace === LOAD_BALANCERS) return subjectBehind(services, said.TargetGroup ?? '');
  for (const { service, traffic, rollout } of services) {
    const target = service.targets.findIndex(({ function: name }) => name === said.FunctionName);
    if (traffic === null || target < 0) continue;
    const version = said.ExecutedVersion;
    if (version === undefined) return { traffic, target, arm: null };
    const frozen = rollout()?.targets[target]?.frozen as
      | { readonly canary: string; readonly stable: string }
      | undefined;
    const arm = (['canary', 'stable'] as const).find((one) => frozen?.[one] === version);
    return arm === undefined ? null : { traffic, target, arm };
  }
  return null;
}

/** CloudWatch's GetMetricData, with the metrics of the arms of services. */
export function answerMetricData(services: readonly Measured[], input: GetMetricDataInput): GetMetricDataOutput {
  const [from, to] = [input.StartTime?.getTime() ?? 0, input.EndTime?.getTime() ?? 0];
  const MetricDataResults = (input.MetricDataQueries ?? []).map((query) => {
    const { Stat = '', Period = 60, Metric } = query.MetricStat ?? {};
    const subject = subjectOf(services, query);
    const Timestamps: Date[] = [];
    const Values: number[] = [];
    for (let at = from; subject !== null && at < to; at += Period * 1_000) {
      const { traffic, target, arm } = subject;
      const minute = Math.floor(at / MINUTE) * MINUTE;
      const counts = arm === null ? traffic.all(target, minute) : traffic.reported(target, arm, minute);
      if (counts === null || counts.requests === 0) continue;
      const value = statisticOf(counts, Metric?.MetricName ?? '', Stat);
      if (value === null) continue;
      Timestamps.push(new Date(at));
      Values.push(value);
    }
    return { Id: query.Id ?? '', StatusCode: 'Complete' as const, Timestamps, Values };
  });
  return { $metadata: {}, MetricDataResults } as GetMetricDataOutput;
}
