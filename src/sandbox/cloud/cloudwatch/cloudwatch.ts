import type {
  DeleteAlarmMuteRuleCommandInput,
  DeleteAlarmsCommandInput,
  DescribeAlarmsCommandInput,
  EvaluationState,
  GetMetricDataCommandInput,
  PutAlarmMuteRuleCommandInput,
  PutCompositeAlarmCommandInput,
  PutLogAlarmCommandInput,
  PutMetricAlarmCommandInput,
  PutMetricDataCommandInput,
  SetAlarmStateCommandInput,
  StateValue,
} from '@aws-sdk/client-cloudwatch';
import type { Model } from '../attach.ts';
import type { CompositeAlarm } from './alarm.ts';
import { createAlarms, newAlarm } from './alarms.ts';
import { describe, validationError } from './describe.ts';
import { COMPARISONS, evaluateMetricAlarm, metricId } from './evaluate.ts';
import type { AlarmEvent } from './event.ts';
import { getMetricData } from './get-metric-data.ts';
import { createMetrics, type Metrics } from './metrics.ts';
import { createMutes } from './mutes.ts';
import { createdReason } from './reason.ts';
import { compileRule } from './rule.ts';

/** A model of CloudWatch's metrics and alarms in one region. */
export interface CloudWatchModel {
  readonly model: Model;
  /** Records values, as AWS's own services report them. */
  readonly metrics: Pick<Metrics, 'record'>;
  /** Evaluates all alarms, as CloudWatch does once a minute. */
  evaluate(): void;
  /** Creates a metric alarm or changes its configuration; an existing one keeps its state. */
  putAlarm(input: PutMetricAlarmCommandInput): void;
  /**
   * Sets the problem that keeps a metric or log alarm from being evaluated in full; null for none. With any but PARTIAL_DATA it
   * keeps its state.
   * @throws ResourceNotFound, or RangeError for a composite alarm, which has no evaluation state
   */
  setEvaluation(name: string, problem: EvaluationState | null): void;
  /** Returns the states of all alarms, by name. */
  states(): Readonly<Record<string, StateValue>>;
}

/** The dependencies of the model. */
export interface CloudWatchDeps {
  readonly now: () => number;
  /** Takes the event of each change of state, in order. */
  readonly emit: (event: AlarmEvent) => void;
  /** The region of the alarms; us-east-1 when left out. */
  readonly region?: string;
}

/**
 * Creates a model of CloudWatch. Alarms change state and send events; their actions are not modelled. A suppressor counts while
 * it is in ALARM; its wait and extension periods are not modelled. The query of a log alarm is not run: SetAlarmState gives its state.
 */
export function createCloudWatchModel({ now, emit, region = 'us-east-1' }: CloudWatchDeps): CloudWatchModel {
  const mutes = createMutes(region, now);
  const alarms = createAlarms({ region, now, emit, mutes });
  const metrics = createMetrics();
  const putAlarm = (input: PutMetricAlarmCommandInput): void => {
    checkMetricAlarm(input);
    alarms.put({
      kind: 'metric',
      input,
      evaluation: null,
      ...newAlarm(region, input.AlarmName as string, input.AlarmDescription, now()),
    });
  };
  return {
    putAlarm,
    metrics,
    evaluate: () => {
      for (const alarm of alarms.all()) {
        if (alarm.kind !== 'metric' || (alarm.evaluation ?? 'PARTIAL_DATA') !== 'PARTIAL_DATA') continue;
        const state = evaluateMetricAlarm(alarm, metrics, now());
        if (state !== null) alarms.change(alarm, state);
      }
    },
    setEvaluation: (name, problem) => {
      const alarm = alarms.get(name);
      if (alarm.kind === 'composite') throw new RangeError(`${name} is a composite alarm: it has no evaluation state.`);
      alarm.evaluation = problem;
    },
    states: () => Object.fromEntries([...alarms.all()].map(({ name, state }) => [name, state.value])),
    model: {
      DescribeAlarms: (input: DescribeAlarmsCommandInput) => describe(alarms.all(), input),
      PutMetricAlarm: (input: PutMetricAlarmCommandInput) => {
        putAlarm(input);
        return {};
      },
      PutCompositeAlarm: (input: PutCompositeAlarmCommandInput) => {
        const rule = compileRule(input.AlarmRule as string);
        const base = newAlarm(region, input.AlarmName as string, input.AlarmDescription, now());
        const alarm: CompositeAlarm = { kind: 'composite', input, rule, ...base };
        alarms.put(alarm);
        alarms.evaluateRule(alarm, createdReason);
        return {};
      },
      PutLogAlarm: (input: PutLogAlarmCommandInput) => {
        alarms.put({
          kind: 'log',
          input,
          evaluation: null,
          ...newAlarm(region, input.AlarmName as string, input.AlarmDescription, now()),
        });
        return {};
      },
      PutAlarmMuteRule: (input: PutAlarmMuteRuleCommandInput) => {
        mutes.put(input);
        return {};
      },
      DeleteAlarmMuteRule: (input: DeleteAlarmMuteRuleCommandInput) => {
        mutes.remove(input);
        return {};
      },
      DeleteAlarms: ({ AlarmNames = [] }: DeleteAlarmsCommandInput) => {
        for (const { name } of AlarmNames.map(alarms.get)) alarms.remove(name);
        return {};
      },
      SetAlarmState: ({ AlarmName, StateValue: value, StateReason, StateReasonData }: SetAlarmStateCommandInput) => {
        const why = { reason: StateReason as string, reasonData: StateReasonData ?? null };
        const state = { value: value as StateValue, ...why, at: now(), suppressed: false };
        alarms.change(alarms.get(AlarmName as string), state);
        return {};
      },
      GetMetricData: (input: GetMetricDataCommandInput) => getMetricData(metrics, input),
      PutMetricData: (input: PutMetricDataCommandInput) => putMetricData(metrics, input, now()),
    },
  };
}

function checkMetricAlarm(input: PutMetricAlarmCommandInput): void {
  if (COMPARISONS[input.ComparisonOperator as string] === undefined || input.Threshold === undefined) {
    throw validationError(
      "The sandbox's CloudWatch knows alarms with a threshold and a comparison against it, no bands.",
    );
  }
}

function putMetricData(
  metrics: Metrics,
  { Namespace, MetricData = [] }: PutMetricDataCommandInput,
  now: number,
): object {
  for (const datum of MetricData) {
    const id = metricId({ Namespace, ...datum });
    const values = datum.Values ?? [datum.Value as number];
    values.forEach((value, index) => {
      metrics.record(id, datum.Timestamp?.getTime() ?? now, value, datum.Counts?.[index] ?? 1);
    });
  }
  return {};
}
