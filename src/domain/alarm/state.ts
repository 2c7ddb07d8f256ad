import * as z from 'zod/mini';
import { type Infer, object, type Schema } from '../schema.ts';
import type { AlarmMeasure } from './measure.ts';

const value = z.enum(['OK', 'ALARM', 'INSUFFICIENT_DATA', 'MISSING']);

/** The state of one alarm in CloudWatch. `MISSING`: the alarm does not exist. */
export type AlarmValue = Infer<typeof value>;

const evaluation = z.enum(['PARTIAL_DATA', 'EVALUATION_ERROR', 'EVALUATION_FAILURE']);

/**
 * The problem that keeps CloudWatch from evaluating an alarm in full. `PARTIAL_DATA`: CloudWatch evaluates a part, so the state
 * counts. With the other two the state is an old one: the configuration is wrong, or CloudWatch has trouble of its own.
 */
export type EvaluationProblem = Infer<typeof evaluation>;

const unclear = z.enum(['fired', 'no-data', 'not-evaluated', 'gone', 'left']);

/**
 * The reason why an alarm that does not fire is not known to be quiet. `fired`: it fired, and its data ended before it was OK.
 * `no-data`: it had data and has none. `not-evaluated`: CloudWatch does not evaluate it. `gone`: it was deleted. `left`: it fired,
 * and then it was removed from the service.
 */
export type Unclear = Infer<typeof unclear>;

const kind = z.enum(['metric', 'math', 'anomaly', 'composite', 'query', 'promql', 'log', 'signal']);

/**
 * The kinds of alarms as people tell them apart. `query`: Metrics Insights, which watches many time series at once. `promql` and
 * `log`: a query of Prometheus metrics, a scheduled query of logs. `signal`: a health signal of another system.
 */
export type AlarmKind = Infer<typeof kind>;

const details = object({
  arn: z.string(),
  kind,
  description: z.string(),
  /** `AWS/Lambda Errors`, an expression, or a rule; for a health signal its value, in the words of its sender. */
  metric: z.string(),
  /** The newest value that CloudWatch compared; null when CloudWatch does not report it. */
  observedValue: z.nullable(z.number()),
  threshold: z.nullable(z.number()),
  /** `>`, `>=`, `<`, `<=`, `outside the band`; empty when not known. */
  comparison: z.string(),
  /** An https link that its sender gives; only for a health signal. */
  link: z.exactOptional(z.string()),
});

/** The metric of an alarm and its newest measurement, for people. */
export interface AlarmDetails extends Infer<typeof details> {}

/** One alarm as Serin read it, or as an event reports it. */
export interface AlarmReading {
  readonly name: string;
  readonly value: AlarmValue;
  /** The moment at which it took this value, in milliseconds since the epoch; 0 when not known. */
  readonly since: number;
  /** True while CloudWatch does not carry out its actions: they are suppressed or muted. Serin acts on the state nevertheless. */
  readonly suppressed: boolean;
  /** The thing that suppresses or mutes its actions, in words; absent where CloudWatch does not report it. */
  readonly suppressedBy?: string;
  /** The problem with its evaluation; absent while CloudWatch evaluates it. */
  readonly evaluation?: EvaluationProblem;
  /** True when neither the configuration that the rollout started with nor the live one names it. */
  readonly stray?: true;
  /** CloudWatch's own words for why it has this state, with values where CloudWatch gives them. */
  readonly reason: string;
  /** The moment at which Serin read it, in milliseconds since the epoch; absent in an event, which may arrive late. */
  readonly readAt?: number;
  /** Its metric and its newest measurement; absent when the alarm does not exist. */
  readonly details?: AlarmDetails;
  /** Its limit and its dimensions; absent in an event, and where its configuration does not tell. */
  readonly measure?: AlarmMeasure;
}

const said = object({
  /** Empty where the sender gave none. */
  value: z.string(),
  /** An https link for people. */
  link: z.exactOptional(z.string()),
});

const state = object({
  value,
  since: z.number(),
  suppressed: z.boolean(),
  /**
   * True when this firing does not act: it began before a forced start, or the rollout is the fix. After a forced start a later
   * firing acts.
   */
  excused: z.boolean(),
  /** True when it was OK or in ALARM at some time since shortly before the start: an alarm that never had data loses none. */
  hadData: z.boolean(),
  /** True when it fired, and since then it was not OK and nobody answered for it. */
  unanswered: z.boolean(),
  evaluation: z.exactOptional(evaluation),
  stray: z.exactOptional(z.literal(true)),
  /** The reason that a person answered for: the plan goes on while the reason stays the same. */
  answered: z.exactOptional(unclear),
  /** The newest value and link that the sender of a health signal gave; absent for alarms, and where it gave neither. */
  said: z.exactOptional(said),
  /** The reason that people were told last; they are told once, until it fires anew. */
  told: z.exactOptional(unclear),
});

/** The state of one alarm as a rollout knows it. */
export interface AlarmState extends Infer<typeof state> {}

export const alarmStateSchema: Schema<AlarmState> = state;

const change = object({
  ...details.shape,
  name: z.string(),
  value,
  previous: z.nullable(value),
  /** The moment at which the state changed, in milliseconds since the epoch. */
  since: z.number(),
  suppressed: z.boolean(),
  suppressedBy: z.exactOptional(z.string()),
  evaluation: z.exactOptional(evaluation),
  reason: z.string(),
  /** The moment at which Serin read it; only for a health signal, whose state is read when it arrives. */
  readAt: z.exactOptional(z.number()),
});

/** A state change of an alarm as the event reports it, for decisions and for the message. */
export interface AlarmChange extends Infer<typeof change> {}

export const alarmChangeSchema: Schema<AlarmChange> = change;

const unclearAlarm = object({
  name: z.string(),
  is: unclear,
  /** CloudWatch's name for the problem, where CloudWatch does not evaluate the alarm. */
  evaluation: z.exactOptional(evaluation),
});

/** An alarm that is not known to be quiet, and why. */
export interface UnclearAlarm extends Infer<typeof unclearAlarm> {}

export const unclearAlarmSchema: Schema<UnclearAlarm> = unclearAlarm;
