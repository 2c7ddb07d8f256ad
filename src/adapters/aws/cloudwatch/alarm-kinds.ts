import type {
  AlarmType,
  CompositeAlarm,
  DescribeAlarmsOutput,
  EvaluationState,
  LogAlarm,
  MetricAlarm,
  StateValue,
} from '@aws-sdk/client-cloudwatch';
import type { AlarmValue, EvaluationProblem } from '../../../domain/alarm/state.ts';

/** An alarm as CloudWatch describes it, of whatever type. */
export type DescribedAlarm = MetricAlarm & CompositeAlarm & LogAlarm;

/**
 * The types of alarms, and where DescribeAlarms lists them. All are read: without the types CloudWatch leaves out all but metric
 * alarms. A type that the SDK learns does not compile here until somebody decides on it.
 */
export const ALARM_LISTS = {
  MetricAlarm: 'MetricAlarms',
  CompositeAlarm: 'CompositeAlarms',
  LogAlarm: 'LogAlarms',
} as const satisfies Record<AlarmType, keyof DescribeAlarmsOutput>;

/** Every type, as DescribeAlarms takes it. */
export const ALARM_TYPES = Object.keys(ALARM_LISTS) as readonly AlarmType[];

const VALUES: Readonly<Record<StateValue, AlarmValue>> = {
  OK: 'OK',
  ALARM: 'ALARM',
  INSUFFICIENT_DATA: 'INSUFFICIENT_DATA',
};

/** Returns what the state of an alarm is to Serin. A missing or unknown state says nothing of health. */
export function alarmValue(state: string | undefined): AlarmValue {
  return Object.hasOwn(VALUES, state ?? '') ? VALUES[state as StateValue] : 'INSUFFICIENT_DATA';
}

const PROBLEMS: Readonly<Record<EvaluationState, EvaluationProblem>> = {
  PARTIAL_DATA: 'PARTIAL_DATA',
  EVALUATION_ERROR: 'EVALUATION_ERROR',
  EVALUATION_FAILURE: 'EVALUATION_FAILURE',
};

/** Returns what keeps CloudWatch from evaluating an alarm. An unknown word counts as an error: the alarm may not work. */
export function evaluationProblem(state: string | undefined): { readonly evaluation?: EvaluationProblem } {
  if (state === undefined || state === '') return {};
  const known = Object.hasOwn(PROBLEMS, state) ? PROBLEMS[state as EvaluationState] : 'EVALUATION_ERROR';
  return { evaluation: known };
}
