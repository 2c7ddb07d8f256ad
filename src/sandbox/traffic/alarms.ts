import type { PutMetricAlarmCommandInput } from '@aws-sdk/client-cloudwatch';
import { albConfig, groupDimension, groupPair } from '../../adapters/targets/alb/config.ts';
import { cloudWatchAlarms } from '../../domain/alarm/health-signal.ts';
import type { Service, TargetConfig } from '../../domain/service.ts';
import { type ByKind, byKind } from '../account/by-kind.ts';
import { ecsPlace } from '../account/ecs-service.ts';
import { groupArn } from '../cloud/elbv2/groups.ts';
import { aliasDimensions, LAMBDA } from './alias-users.ts';
import { albDimensions, ELB } from './balancers/alb-users.ts';
import { ecsDimensions } from './balancers/ecs-users.ts';
import { PAGES, pageDimensions } from './edge-users.ts';
import { FLAGGED, flagDimensions } from './flag-users.ts';
import { JOINS, joinDimensions } from './record-users.ts';
import type { TallyNames } from './tally.ts';

/** The metrics of a target. */
interface Watched {
  readonly names: TallyNames;
  readonly dimensions: Readonly<Record<string, string>>;
  readonly title: string;
  /** Returns the part of it that an alarm with this name measures alone; left out: every alarm measures all of it. */
  readonly part?: (alarm: string) => Pick<Watched, 'dimensions' | 'title'> | null;
  /** A millisecond in the unit of the latency metric; 1 when left out. */
  readonly millisecond?: number;
}

/** The share of failed requests above which an alarm fires, in percent; healthy arms fail at a twentieth of it. */
const FAILING_PERCENT = 1;

/** The p99 above which an alarm fires, in milliseconds; healthy requests stay below a third of it. */
const SLOW_MS = 1000;

/** Matches the names of alarms that measure the canary alone, where a Lambda alias splits. */
const OWN = /canary/i;

/** True when a service has alarms that measure its canary alone. */
export function measuresCanary({ targets, alarms }: Service): boolean {
  return targets[0]?.kind === 'lambda-alias' && alarms.some((name) => OWN.test(name));
}

/**
 * Returns the alarms that the sandbox creates for a service, one for each name that it lists. An alarm named after time (`p99`,
 * `latency`, `slow`, `duration`) watches the slowest requests; any other watches the share that fails. All watch the first
 * target and fire after two bad minutes out of three. With `canary` in its name, an alarm watches only the version after stable, and
 * with the name of a target group only that group.
 *
 * @param stable the number of the version that users have
 */
export function alarmsFor(service: Service, stable = '1'): readonly PutMetricAlarmCommandInput[] {
  const [first] = service.targets;
  if (first === undefined) return [];
  const watched = byKind(WATCHED, first)(service.name, first);
  return cloudWatchAlarms(service.alarms).map((name) => {
    const of =
      measuresCanary(service) && OWN.test(name)
        ? ofVersion(watched, String(Number(stable) + 1))
        : { ...watched, ...watched.part?.(name) };
    return /p9\d|latency|slow|duration/i.test(name) ? slownessAlarm(name, of) : failureAlarm(name, of);
  });
}

function ofVersion(watched: Watched, version: string): Watched {
  const dimensions = { ...watched.dimensions, ExecutedVersion: version };
  return { ...watched, dimensions, title: `version ${version} of ${watched.title}` };
}

const WATCHED: ByKind<(service: string, target: TargetConfig) => Watched> = {
  'lambda-alias': (_service, target) => {
    const dimensions = aliasDimensions(String(target.function), String(target.alias));
    return { names: LAMBDA, dimensions, title: `${target.function}:${target.alias}` };
  },
  edge: (service, { key }) => {
    return { names: PAGES, dimensions: pageDimensions(service, String(key)), title: String(key) };
  },
  launchdarkly: (service, { flag }) => {
    return { names: FLAGGED, dimensions: flagDimensions(service, String(flag)), title: String(flag) };
  },
  alb: (_service, target) => watchGroups(albDimensions(target), groupPair(albConfig.parse(target))),
  ecs: (_service, target) => watchGroups(ecsDimensions(target), ecsPlace(target).groups),
  route53: (service, { record }) => {
    return { names: JOINS, dimensions: joinDimensions(service, String(record)), title: String(record) };
  },
};

/** Returns the metrics of a load balancer, and for an alarm that is named after one of its target groups those of that group. */
function watchGroups(dimensions: Watched['dimensions'], groups: readonly string[]): Watched {
  const part: Watched['part'] = (alarm) => {
    const group = groups.find((name) => alarm.includes(name));
    if (group === undefined) return null;
    return { dimensions: { ...dimensions, TargetGroup: groupDimension(groupArn(group)) }, title: group };
  };
  return { names: ELB, dimensions, title: String(dimensions.LoadBalancer), part, millisecond: 0.001 };
}

function commonAlarmInput(name: string, description: string): PutMetricAlarmCommandInput {
  return {
    AlarmName: name,
    AlarmDescription: description,
    ComparisonOperator: 'GreaterThanThreshold',
    EvaluationPeriods: 3,
    DatapointsToAlarm: 2,
    TreatMissingData: 'notBreaching',
    Threshold: undefined,
  };
}

function metric({ names, dimensions }: Watched, name: string) {
  const Dimensions = Object.entries(dimensions).map(([Name, Value]) => ({ Name, Value }));
  return { Namespace: names.namespace, MetricName: name, Dimensions };
}

function failureAlarm(name: string, watched: Watched): PutMetricAlarmCommandInput {
  const sum = (Id: string, of: string) => ({
    Id,
    MetricStat: { Metric: metric(watched, of), Period: 60, Stat: 'Sum' },
    ReturnData: false,
  });
  return {
    ...commonAlarmInput(name, `More than ${FAILING_PERCENT}% of ${watched.names.requests} of ${watched.title} fail`),
    Threshold: FAILING_PERCENT,
    Metrics: [
      { Id: 'rate', Expression: '100 * failures / requests', Label: `${watched.names.failures} in percent` },
      sum('failures', watched.names.failures),
      sum('requests', watched.names.requests),
    ],
  };
}

function slownessAlarm(name: string, watched: Watched): PutMetricAlarmCommandInput {
  return {
    ...commonAlarmInput(
      name,
      `One in a hundred ${watched.names.requests} of ${watched.title} takes longer than ${SLOW_MS} ms`,
    ),
    Threshold: SLOW_MS * (watched.millisecond ?? 1),
    ...metric(watched, watched.names.latency),
    ExtendedStatistic: 'p99',
    Period: 60,
  };
}
