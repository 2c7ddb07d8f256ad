import type { AlarmMeasure } from './alarm-measure.ts';

/** What CloudWatch says of one alarm. `MISSING`: the alarm does not exist. */
export type AlarmValue = 'OK' | 'ALARM' | 'INSUFFICIENT_DATA' | 'MISSING';

/** What an alarm is on and what it saw, for people. */
export interface AlarmDetails {
  readonly arn: string;
  readonly kind: 'metric' | 'math' | 'anomaly' | 'composite';
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
  /** True for a composite alarm whose actions are suppressed at the moment. */
  readonly suppressed: boolean;
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
}

/** A breach (or the end of one) as the event tells it, for decisions and for the message. */
export interface Breach extends AlarmDetails {
  readonly name: string;
  readonly value: AlarmValue;
  readonly previous: AlarmValue | null;
  /** When the state changed. */
  readonly since: number;
  readonly suppressed: boolean;
  readonly reason: string;
}
