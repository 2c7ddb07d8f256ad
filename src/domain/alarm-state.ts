import type { AlarmMeasure } from './alarm-measure.ts';

/** What CloudWatch says of one alarm. `MISSING`: the alarm does not exist. */
export type AlarmValue = 'OK' | 'ALARM' | 'INSUFFICIENT_DATA' | 'MISSING';

/**
 * What keeps CloudWatch from evaluating an alarm in full. `PARTIAL_DATA`: it evaluates a part, so the state counts. With the other
 * two the state is an old one: the configuration is wrong, or CloudWatch has trouble of its own.
 */
export type EvaluationProblem = 'PARTIAL_DATA' | 'EVALUATION_ERROR' | 'EVALUATION_FAILURE';

/**
 * Why an alarm that does not fire is not known to be quiet. `fired`: it fired, and its data ended before it was OK. `no-data`: it
 * had data and has none. `not-evaluated`: CloudWatch does not evaluate it. `gone`: it was deleted. `left`: it fired, and belongs to
 * the service no longer.
 */
export type Unclear = 'fired' | 'no-data' | 'not-evaluated' | 'gone' | 'left';

/**
 * The kinds of alarms as people tell them apart. `query`: Metrics Insights, which watches many time series at once. `promql` and
 * `log`: a query of Prometheus metrics, a scheduled query of logs.
 */
export type AlarmKind = 'metric' | 'math' | 'anomaly' | 'composite' | 'query' | 'promql' | 'log';

/** What an alarm is on and what it saw, for people. */
export interface AlarmDetails {
  readonly arn: string;
  readonly kind: AlarmKind;
  readonly description: string;
  /** `AWS/Lambda Errors`, an expression, or a rule. */
  readonly metric: string;
  /** The newest value that was compared, where CloudWatch says so. */
  readonly observedValue: number | null;
  readonly threshold: number | null;
  /** `>`, `>=`, `<`, `<=`, `outside the band`; empty when not known. */
  readonly comparison: string;
}

/** One alarm as it was read, or as an event tells it. */
export interface AlarmReading {
  readonly name: string;
  readonly value: AlarmValue;
  /** When it took this value, in milliseconds since the epoch; 0 when not known. */
  readonly since: number;
  /** True while CloudWatch does not carry out its actions: they are suppressed or muted. Serin goes by the state all the same. */
  readonly suppressed: boolean;
  /** What suppresses or mutes its actions, in words, where CloudWatch says so. */
  readonly suppressedBy?: string;
  /** Absent while CloudWatch evaluates it. */
  readonly evaluation?: EvaluationProblem;
  /** True when neither the configuration that the rollout started with nor the live one names it. */
  readonly stray?: true;
  /** CloudWatch's own words for why, with values where it gives them. */
  readonly reason: string;
  /** When it was read, in milliseconds since the epoch; absent in what an event tells, which may come late. */
  readonly readAt?: number;
  /** What it is on and what it saw; absent when the alarm does not exist. */
  readonly details?: AlarmDetails;
  /** When it fires, and what it measures; absent where its configuration does not tell, and in what an event tells. */
  readonly measure?: AlarmMeasure;
}

/** What a rollout knows of one alarm. */
export interface AlarmState {
  readonly value: AlarmValue;
  readonly since: number;
  readonly suppressed: boolean;
  /** It fired before the start and the start was forced: this firing does not act, a later one does. */
  readonly excused: boolean;
  /** Whether it was OK or in ALARM since shortly before the start: an alarm that never had data loses none. */
  readonly hadData: boolean;
  /** It fired, and since then it was neither OK nor did a person answer for it. */
  readonly unanswered: boolean;
  readonly evaluation?: EvaluationProblem;
  readonly stray?: true;
  /** What a person answered for: the plan goes on as long as it is so. */
  readonly answered?: Unclear;
  /** What people were told of it last; once is enough, until it fires anew. */
  readonly told?: Unclear;
}

/** A breach (or the end of one) as the event tells it, for decisions and for the message. */
export interface AlarmChange extends AlarmDetails {
  readonly name: string;
  readonly value: AlarmValue;
  readonly previous: AlarmValue | null;
  /** When the state changed. */
  readonly since: number;
  readonly suppressed: boolean;
  readonly suppressedBy?: string;
  readonly evaluation?: EvaluationProblem;
  readonly reason: string;
}

/** An alarm that is not known to be quiet, and why. */
export interface UnclearAlarm {
  readonly name: string;
  readonly is: Unclear;
  /** What CloudWatch calls it, where it does not evaluate the alarm. */
  readonly evaluation?: EvaluationProblem;
}
