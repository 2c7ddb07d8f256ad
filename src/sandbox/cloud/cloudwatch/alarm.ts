import type {
  EvaluationState,
  PutCompositeAlarmCommandInput,
  PutLogAlarmCommandInput,
  PutMetricAlarmCommandInput,
  StateValue,
} from '@aws-sdk/client-cloudwatch';
import type { Rule } from './rule.ts';

/** A state of an alarm, with its reason. */
export interface State {
  readonly value: StateValue;
  readonly reason: string;
  /** The data in JSON; null when CloudWatch gives none. */
  readonly reasonData: string | null;
  /** The moment of the state, in milliseconds since the epoch. */
  readonly at: number;
  /** For a composite alarm: its suppressor is in ALARM. */
  readonly suppressed: boolean;
}

/** The fields of every alarm. */
interface Base {
  readonly name: string;
  readonly arn: string;
  readonly description: string;
  state: State;
  /** The moment of the last change of `state.value`, in milliseconds since the epoch. */
  transitionedAt: number;
}

/** An alarm that CloudWatch evaluates by its own data. */
interface Evaluated extends Base {
  /** The problem that keeps CloudWatch from evaluating it in full; null while there is none. */
  evaluation: EvaluationState | null;
}

/** An alarm on a metric or on an expression. */
export interface MetricAlarm extends Evaluated {
  readonly kind: 'metric';
  readonly input: PutMetricAlarmCommandInput;
}

/** An alarm on other alarms. */
export interface CompositeAlarm extends Base {
  readonly kind: 'composite';
  readonly input: PutCompositeAlarmCommandInput;
  readonly rule: Rule;
}

/** An alarm on a scheduled query of logs. */
export interface LogAlarm extends Evaluated {
  readonly kind: 'log';
  readonly input: PutLogAlarmCommandInput;
}

export type Alarm = MetricAlarm | CompositeAlarm | LogAlarm;

/** Returns the state of a new alarm. */
export function initialState(at: number): State {
  return {
    value: 'INSUFFICIENT_DATA',
    reason: 'Unchecked: Initial alarm creation',
    reasonData: null,
    at,
    suppressed: false,
  };
}
