import type { StateValue } from '@aws-sdk/client-cloudwatch';
import type { Alarm, CompositeAlarm, State } from './alarm.ts';
import type { Demand } from './judge.ts';

/** One period of the metric that an alarm watches. */
export interface Datapoint {
  /** The beginning of the period, in milliseconds since the epoch. */
  readonly at: number;
  readonly value: number;
  readonly samples: number;
}

/** The facts behind a change of a metric alarm. */
export interface Facts {
  /** The datapoints that were evaluated, oldest first. */
  readonly evaluated: readonly Datapoint[];
  /** The datapoints that caused the change: those that breach or, when the alarm ends, those that do not. */
  readonly decisive: readonly Datapoint[];
  readonly demand: Demand;
  readonly threshold: number;
  readonly comparison: string;
  readonly value: StateValue;
  readonly previous: StateValue;
}

const WORDS: Readonly<Record<string, string>> = {
  GreaterThanThreshold: 'greater than',
  GreaterThanOrEqualToThreshold: 'greater than or equal to',
  LessThanThreshold: 'less than',
  LessThanOrEqualToThreshold: 'less than or equal to',
};

/** Writes a time as CloudWatch does in events: `2019-10-02T17:04:40.989+0000`. */
export function cloudwatchTime(at: number): string {
  return new Date(at).toISOString().replace('Z', '+0000');
}

/** Returns the reason of a metric alarm's change, in CloudWatch's words. Source: sample events in the CloudWatch user guide. */
export function metricReason({ evaluated, decisive, demand, threshold, comparison, value, previous }: Facts): string {
  const many = (count: number, noun: string): string => `${count} ${noun}${count === 1 ? '' : 's'}`;
  const missing = demand.evaluationPeriods - evaluated.length;
  if (decisive.length === 0) {
    const treated = demand.missingData === 'breaching' ? 'Breaching' : 'NonBreaching';
    return `Threshold Crossed: no datapoints were received for ${many(missing, 'period')} and ${many(missing, 'missing datapoint')} were treated as [${treated}].`;
  }
  const values = decisive
    .toReversed()
    .map((point) => `${decimal(point.value)} (${shortTime(point.at)})`)
    .join(', ');
  const were = decisive.length === 1 ? 'was' : 'were';
  const not = value === 'ALARM' ? '' : 'not ';
  const needed = value === 'ALARM' ? demand.datapointsToAlarm : demand.evaluationPeriods - demand.datapointsToAlarm + 1;
  return (
    `Threshold Crossed: ${decisive.length} out of the last ${demand.evaluationPeriods} datapoints [${values}] ${were} ${not}` +
    `${WORDS[comparison]} the threshold (${decimal(threshold)}) (minimum ${many(needed, 'datapoint')} for ${previous} -> ${value} transition).`
  );
}

/** Returns the reason of INSUFFICIENT_DATA, in CloudWatch's words. */
export function unknownReason(periods: number): string {
  return `Insufficient Data: ${periods} datapoint${periods === 1 ? ' was' : 's were'} unknown.`;
}

/** Returns the details of a metric alarm's change, as the JSON text that CloudWatch sends. */
export function metricReasonData(
  facts: Facts & { readonly now: number; readonly periodSeconds: number; readonly statistic: string | null },
): string {
  const { evaluated, now, periodSeconds, statistic, threshold } = facts;
  const startDate = evaluated[0] === undefined ? {} : { startDate: cloudwatchTime(evaluated[0].at) };
  return JSON.stringify({
    version: '1.0',
    queryDate: cloudwatchTime(now),
    ...startDate,
    ...(statistic === null ? {} : { statistic }),
    period: periodSeconds,
    recentDatapoints: evaluated.map(({ value }) => value),
    threshold,
    evaluatedDatapoints: evaluated.toReversed().map((point) => ({
      timestamp: cloudwatchTime(point.at),
      sampleCount: point.samples,
      value: point.value,
    })),
  });
}

/** Returns the reason for a state of a composite alarm. */
export type Why = (alarm: CompositeAlarm, value: StateValue) => Pick<State, 'reason' | 'reasonData'>;

/** Returns the reason for the first state of a composite alarm. */
export const createdReason: Why = ({ arn }, value) => ({
  reason: `${arn} was created and its alarm rule evaluates to ${value}`,
  reasonData: null,
});

/** Returns the reason for a later state of a composite alarm: the alarm that caused the change. */
export function triggeredReason(child: Alarm): ReturnType<Why> {
  const { value, at } = child.state;
  const day = new Intl.DateTimeFormat('en-GB', { weekday: 'long', day: '2-digit', month: 'long', timeZone: 'UTC' });
  const {
    weekday,
    day: date,
    month,
  } = Object.fromEntries(day.formatToParts(at).map((part) => [part.type, part.value]));
  const time = new Date(at).toISOString().slice(11, 19);
  return {
    reason: `${child.arn} transitioned to ${value} at ${weekday} ${date} ${month}, ${new Date(at).getUTCFullYear()} ${time} UTC`,
    reasonData: JSON.stringify({
      triggeringAlarms: [{ arn: child.arn, state: { value, timestamp: cloudwatchTime(at) } }],
    }),
  };
}

/**
 * Writes a number as Java writes a double, as CloudWatch does: all its digits, `50.0`, `2.6666666666666665`, `1.0E7`, `5.0E-4`.
 */
function decimal(value: number): string {
  const withDecimalPoint = (digits: string): string => (digits.includes('.') ? digits : `${digits}.0`);
  const size = Math.abs(value);
  if (value === 0 || (size >= 1e-3 && size < 1e7)) return withDecimalPoint(String(value));
  const [digits = '', exponent] = value.toExponential().split('e');
  return `${withDecimalPoint(digits)}E${Number(exponent)}`;
}

/** Writes a time as `02/10/19 16:59:00`: day, month, year. */
function shortTime(at: number): string {
  const [date, time] = new Date(at).toISOString().split('T') as [string, string];
  const [year, month, day] = date.split('-') as [string, string, string];
  return `${day}/${month}/${year.slice(2)} ${time.slice(0, 8)}`;
}
