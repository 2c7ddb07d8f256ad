import type { ActionsSuppressedBy } from '@aws-sdk/client-cloudwatch';
import type { AlarmReading } from '../../../domain/alarm/state.ts';

type Suppression = Pick<AlarmReading, 'suppressed' | 'suppressedBy'>;

/** The texts for why the actions of a composite alarm are suppressed, with the name of its suppressor. */
const REASONS: Readonly<Record<ActionsSuppressedBy, (suppressor: string) => string>> = {
  Alarm: (suppressor) => `suppressed by ${suppressor}`,
  WaitPeriod: (suppressor) => `suppressed while it is waited for ${suppressor}`,
  ExtensionPeriod: (suppressor) => `suppressed for a while after ${suppressor}`,
};

/** The state of an alarm's actions, as CloudWatch reports it. */
export interface SaidOfActions {
  readonly suppressedBy: string | undefined;
  /** Name or ARN of the alarm that suppresses. */
  readonly suppressor: string | undefined;
  readonly mute?: { readonly rule: string | undefined; readonly until: string | undefined } | undefined;
}

/**
 * Tells whether CloudWatch carries out the actions of an alarm, and what prevents it. Mute rules are in events only, not in
 * DescribeAlarms.
 */
export function readSuppression({ suppressedBy: by, suppressor, mute }: SaidOfActions): Suppression {
  const words = [
    ...(mute === undefined ? [] : [muteWords(mute)]),
    ...(by === undefined ? [] : [reason(by)(suppressor === undefined ? 'its suppressor' : shortName(suppressor))]),
  ];
  return words.length === 0 ? { suppressed: false } : { suppressed: true, suppressedBy: words.join(', ') };
}

function reason(by: string): (suppressor: string) => string {
  return Object.hasOwn(REASONS, by) ? REASONS[by as ActionsSuppressedBy] : () => `suppressed (${by})`;
}

function muteWords({ rule, until }: NonNullable<SaidOfActions['mute']>): string {
  const name = rule === undefined ? 'a mute rule' : `the mute rule ${shortName(rule)}`;
  const end = until === undefined ? Number.NaN : Date.parse(until);
  if (Number.isNaN(end)) return `muted by ${name}`;
  return `muted by ${name} until ${new Date(end).toISOString().slice(0, 16).replace('T', ' ')} UTC`;
}

/** `night` of `arn:aws:cloudwatch:us-east-1:123456789012:alarm-mute-rule:night`; a name stays as it is. */
function shortName(arnOrName: string): string {
  return /^arn:[^:]*:cloudwatch:[^:]*:[^:]*:[^:]*:(.+)$/.exec(arnOrName)?.[1] ?? arnOrName;
}
