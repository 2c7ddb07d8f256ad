import type { DescribeAlarmsOutput } from '@aws-sdk/client-cloudwatch';
import type { EvaluationProblem } from '../../../../src/domain/alarm/state.ts';
import type { Model } from '../../../../src/sandbox/cloud/attach.ts';
import { createCloudWatchModel } from '../../../../src/sandbox/cloud/cloudwatch/cloudwatch.ts';
import type { AlarmEvent } from '../../../../src/sandbox/cloud/cloudwatch/event.ts';
import { ALARM, EDGE_ALARM, HOME } from '../setup.ts';

/** The alarms of a world, by what services call them. */
export const ALARMS = [ALARM, EDGE_ALARM] as const;
export type AlarmName = (typeof ALARMS)[number];
export type AlarmState = 'ALARM' | 'OK' | 'INSUFFICIENT_DATA';

/** CloudWatch in the two regions, with one alarm in each. */
export interface Alarms {
  readonly models: Readonly<Record<'home' | 'edge', Model>>;
  set(name: AlarmName, state: AlarmState): void;
  delete(name: AlarmName): void;
  create(name: AlarmName): void;
  /** CloudWatch looks at its metric again, and finds what it found before. */
  evaluate(name: AlarmName): void;
  /** CloudWatch has trouble with an alarm; null: it has none any more. */
  trouble(name: AlarmName, problem: EvaluationProblem | null): void;
  /** Whether CloudWatch finds out when the state of an alarm is another. */
  isEvaluated(name: AlarmName): boolean;
  /** How often it has begun to fire. */
  firings(name: AlarmName): number;
  /** Null: there is no such alarm. */
  state(name: AlarmName): string | null;
}

const US_EAST_1 = 'us-east-1';

/** What CloudWatch itself calls an alarm. */
const nameOf = (name: AlarmName): string => name.replace(`${US_EAST_1}:`, '');

/** The ARN by which the table knows who watches an alarm. */
export function arnOf(name: AlarmName): string {
  return `arn:aws:cloudwatch:${name === EDGE_ALARM ? US_EAST_1 : HOME}:123456789012:alarm:${nameOf(name)}`;
}

export function createAlarms(now: () => number, emit: (event: AlarmEvent) => void): Alarms {
  const home = createCloudWatchModel({ now, emit, region: HOME });
  const edge = createCloudWatchModel({ now, emit, region: US_EAST_1 });
  const cloud = (name: AlarmName) => (name === EDGE_ALARM ? edge : home);
  const call = (name: AlarmName, operation: string, input: object): void => {
    cloud(name).model[operation]?.(input as never);
  };
  const fired = new Map<AlarmName, number>();
  const problems = new Map<AlarmName, EvaluationProblem>();
  const alarms: Alarms = {
    models: { home: home.model, edge: edge.model },
    set: (name, state) => {
      if (state === 'ALARM' && alarms.state(name) !== 'ALARM') fired.set(name, alarms.firings(name) + 1);
      call(name, 'SetAlarmState', { AlarmName: nameOf(name), StateValue: state, StateReason: `${state} it is` });
    },
    evaluate: (name) => {
      const state = alarms.state(name);
      if (state === 'ALARM' && alarms.isEvaluated(name)) alarms.set(name, state);
    },
    trouble: (name, problem) => {
      if (problem === null) problems.delete(name);
      else problems.set(name, problem);
      if (alarms.state(name) !== null) cloud(name).setEvaluation(nameOf(name), problem);
    },
    isEvaluated: (name) => (problems.get(name) ?? 'PARTIAL_DATA') === 'PARTIAL_DATA',
    firings: (name) => fired.get(name) ?? 0,
    delete: (name) => call(name, 'DeleteAlarms', { AlarmNames: [nameOf(name)] }),
    create: (name) => {
      call(name, 'PutMetricAlarm', {
        AlarmName: nameOf(name),
        ComparisonOperator: 'GreaterThanThreshold',
        Threshold: 1,
        EvaluationPeriods: 1,
        Namespace: 'AWS/Lambda',
        MetricName: 'Errors',
        Statistic: 'Sum',
        Period: 60,
      });
      cloud(name).setEvaluation(nameOf(name), problems.get(name) ?? null);
    },
    state: (name) => cloud(name).states()[nameOf(name)] ?? null,
  };
  for (const name of ALARMS) {
    alarms.create(name);
    alarms.set(name, 'OK');
  }
  return alarms;
}

/** What a call said of an alarm: its state and since when, and whether CloudWatch evaluates it. */
export interface Told {
  readonly value: string;
  /** By CloudWatch's clock, in milliseconds since the epoch. */
  readonly since: number;
  readonly isEvaluated: boolean;
}

/** What a call of DescribeAlarms said, by what services call the alarms; the one of its region is `MISSING` where it was not among them. */
export function alarmsIn(region: 'home' | 'edge', output: unknown): ReadonlyMap<AlarmName, Told> {
  const { MetricAlarms = [] } = output as DescribeAlarmsOutput;
  const name = region === 'home' ? ALARM : EDGE_ALARM;
  const found = MetricAlarms.find(({ AlarmName }) => AlarmName === nameOf(name));
  const isEvaluated = (found?.EvaluationState ?? 'PARTIAL_DATA') === 'PARTIAL_DATA';
  const changed = found?.StateTransitionedTimestamp ?? found?.StateUpdatedTimestamp;
  const since = changed?.getTime() ?? Number.POSITIVE_INFINITY;
  return new Map([[name, { value: found?.StateValue ?? 'MISSING', since, isEvaluated }]]);
}
