import type { AlarmDetails, AlarmReading } from './alarm/state.ts';
import { metricUnit } from './alarm/unit.ts';
import { shortArn } from './people/iam.ts';
import type { Requester } from './people/person.ts';
import { isPerson } from './people/requester.ts';
import type { Reason, Rollout, Status } from './rollout/record.ts';
import { runningWords } from './steps/registry.ts';

/** Returns a share for people: `5%`, `0.5%`. */
export function percent(weight: number): string {
  return `${Number(weight.toFixed(2))}%`;
}

/** A numbered version with its label, as targets name it: `1 (v53)`. */
const LABELLED = /^(\d+) \((.+)\)$/;

/** Returns the name of a version as people know it: `v53` for `1 (v53)` and `v53 (version 1)`; any other name stays. */
export function versionLabel(named: string): string {
  return LABELLED.exec(named)?.[2] ?? named.replace(/ \(version \d+\)$/, '');
}

/** Returns the name of a version with its label first: `v53 (version 1)` for `1 (v53)`; any other name stays. */
export function versionText(named: string): string {
  return named.replace(LABELLED, '$2 (version $1)');
}

/** Shortens every UUID in a name of a target or component to its first part, for people. */
export function shortenUuids(name: string): string {
  return name.replace(/\b([0-9a-f]{8})(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\b/g, '$1…');
}

/** Returns a measured value for people, with three significant digits and every digit before the point. */
export function formatNumber(value: number): string {
  const whole = Math.trunc(Math.abs(value)).toFixed(0).length;
  return String(Number(value.toPrecision(Math.min(100, Math.max(3, whole)))));
}

/** Tells whether a comparison is a sign between two numbers, which needs the second number to make sense. */
const isSign = (comparison: string) => /^[<>]=?$/.test(comparison);

/**
 * Returns the comparison of an alarm with its unit: `5.83%, limit 1%`, or as much of it as is known and reads well; empty where nothing is known.
 * The threshold of an alarm that fires below it is a minimum. A value that would look like the threshold keeps its digits.
 */
export function comparisonText({
  observedValue,
  threshold,
  comparison,
  metric,
}: Pick<AlarmDetails, 'observedValue' | 'threshold' | 'comparison' | 'metric'>): string {
  const unit = metricUnit(metric);
  const isClose = observedValue !== threshold && formatNumber(observedValue ?? 0) === formatNumber(threshold ?? 0);
  const digits = isClose ? String : formatNumber;
  const value = observedValue === null ? '' : `${digits(observedValue)}${unit}`;
  if (threshold === null) return [value, isSign(comparison) ? '' : comparison].filter((part) => part !== '').join(' ');
  const limit = `${formatNumber(threshold)}${unit}`;
  if (isSign(comparison)) {
    const bound = `${comparison.startsWith('<') ? 'minimum' : 'limit'} ${limit}`;
    return value === '' ? bound : `${value}, ${bound}`;
  }
  const said = [value, comparison].filter((part) => part !== '').join(' ');
  return said === '' ? `threshold ${limit}` : `${said} (threshold ${limit})`;
}

/** Returns the measurement of an alarm, in short; empty where only CloudWatch's own words tell it, or a signal has no value. */
export function alarmMeasurement({ details }: AlarmReading): string {
  if (details?.kind === 'signal') return details.metric;
  return details === undefined || details.observedValue === null ? '' : comparisonText(details);
}

/** Says that CloudWatch does not carry out the actions of an alarm, as the end of a sentence; empty where it does. */
export function suppressedClause({
  suppressed,
  suppressedBy,
}: Pick<AlarmReading, 'suppressed' | 'suppressedBy'>): string {
  if (!suppressed) return '';
  return `; CloudWatch does not carry out its actions${suppressedBy === undefined ? '' : ` (${suppressedBy})`}, and Serin goes by its state`;
}

/**
 * Returns a duration for people: `10 min`, `1 h 30 min`, `1 min 30 s`; seconds count below an hour. @param ms milliseconds, 0 or
 * more
 */
export function duration(ms: number): string {
  const seconds = Math.round(ms / 1000);
  if (seconds < 60) return `${seconds} s`;
  if (seconds < 3600) return twoUnits(seconds, 'min', 's');
  return twoUnits(Math.round(seconds / 60), 'h', 'min');
}

/** Returns a count in two units, of which 60 small ones make a large one; the small unit only where there is a rest. */
function twoUnits(count: number, large: string, small: string): string {
  const rest = count % 60;
  return `${Math.floor(count / 60)} ${large}${rest === 0 ? '' : ` ${rest} ${small}`}`;
}

/** The words for the status of a rollout, the same in every text. */
export const statusWords: Readonly<Record<Status, string>> = {
  ...runningWords,
  paused: 'paused',
  holding: 'holding',
  'rolling-back': 'rolling back',
  stuck: 'stuck',
  completed: 'completed',
  'rolled-back': 'rolled back',
};

/** Returns the name of a requester in texts. */
export function displayName(requester: Requester): string {
  if (!isPerson(requester)) return shortArn(requester);
  return requester.name === '' ? requester.id : requester.name;
}

/** Returns names as alternatives: `a, b or c`. */
export function joinWithOr(names: readonly string[]): string {
  const last = names.at(-1) ?? '';
  return names.length < 2 ? last : `${names.slice(0, -1).join(', ')} or ${last}`;
}

/** Returns names together: `a, b and c`. */
export function joinWithAnd(names: readonly string[]): string {
  const last = names.at(-1) ?? '';
  return names.length < 2 ? last : `${names.slice(0, -1).join(', ')} and ${last}`;
}

/** Returns a text of somebody else without its full stop, so that it fits into a sentence. */
export function withoutFullStop(text: string): string {
  return text.replace(/[\s.]+$/, '');
}

/**
 * Returns the hint that people can roll back instead, as the end of a sentence; empty after the point of no return, where a
 * rollback takes a command of its own, which the card shows.
 */
export function rollbackHint({ noReturnAt }: Pick<Rollout, 'noReturnAt'>): string {
  return noReturnAt === null ? ', or roll back' : '';
}

/** Returns the hint that Serin can set a share again that somebody else changed, as the beginning of a sentence. */
export function putBackHint({ service }: Pick<Rollout, 'service'>): string {
  return `Let Serin put it back (/canary put-back ${service}), or do it yourself and resume`;
}

/** Returns the reason of a rollback, as half a sentence. */
export function reasonText(reason: Reason): string {
  switch (reason.kind) {
    case 'alarm':
      return `${reason.name} fired${reason.detail === '' ? '' : ` (${reason.detail})`}`;
    case 'person':
    case 'iam':
      return `${displayName(reason.by)} asked for it${reason.text === '' ? '' : `: ${withoutFullStop(reason.text)}`}`;
    case 'hook':
      return `${reason.function} failed${reason.detail === '' ? '' : `: ${withoutFullStop(reason.detail)}`}`;
    case 'verdict':
      return reason.detail;
    case 'target':
      return `${reason.target} went back by itself (${withoutFullStop(reason.detail)})`;
    case 'rejected':
      return `${displayName(reason.by)} rejected it${reason.text === '' ? '' : `: ${withoutFullStop(reason.text)}`}`;
  }
}
