import * as z from 'zod/mini';
import { type Infer, object, type Schema } from '../schema.ts';
import type { AlarmDetails, AlarmReading } from './state.ts';

/** Matches the name of a health signal. */
export const signalPattern = /^[a-z][a-z0-9-]{0,59}$/;

/** The beginning of the names by which the engine knows health signals among the alarms of a service. */
const PREFIX = 'signal:';

/** Returns the name of a health signal among the alarms of a service: `signal:datadog-checkout`. */
export function signalAlarm(name: string): string {
  return `${PREFIX}${name}`;
}

/** Returns the name of the health signal that an alarm of a service stands for; null for an alarm of CloudWatch. */
export function signalName(alarm: string): string | null {
  return alarm.startsWith(PREFIX) ? alarm.slice(PREFIX.length) : null;
}

/** Returns the alarms that exist in CloudWatch, from all alarms of a service. */
export function cloudWatchAlarms(alarms: readonly string[]): readonly string[] {
  return alarms.filter((alarm) => signalName(alarm) === null);
}

const health = z.enum(['healthy', 'unhealthy', 'unknown']);

/** The state that a health signal tells. */
export type SignalHealth = Infer<typeof health>;

const heard = object({
  name: z.string(),
  health,
  /** The moment that it is about, by the clock of its sender, in milliseconds since the epoch. */
  at: z.number(),
  /** The measurement, in the words of the sender; empty where it gives none. */
  value: z.string(),
  /** An https link for people; null where there is none. */
  link: z.nullable(z.string()),
});

/** A health signal as it arrived. */
export interface HeardSignal extends Infer<typeof heard> {}

const signal = object({
  ...heard.shape,
  /** The moment since which its health is the same. */
  since: z.number(),
  /** The moment at which it expires. */
  until: z.number(),
  /** The number of its save. */
  revision: z.number(),
});

/** The newest health signal of a name, as it is stored. */
export interface HealthSignal extends Infer<typeof signal> {}

export const healthSignalSchema: Schema<HealthSignal> = signal;

/** The order of signals of the same moment: the worse one counts. */
const RANK: Readonly<Record<SignalHealth, number>> = { healthy: 0, unknown: 1, unhealthy: 2 };

/** Tells whether a signal that arrived is newer than the stored one, by the clock of the senders. */
function isNewer(known: HealthSignal, { at, health: is }: HeardSignal): boolean {
  return at > known.at || (at === known.at && RANK[is] > RANK[known.health]);
}

/**
 * Returns the signal that counts after another one arrived: the newest by the time that its sender gives, whatever came first.
 * Returns `known` itself when that stays.
 *
 * @param expiresMs the time after which it is unknown
 */
export function takeSignal(known: HealthSignal | null, arrived: HeardSignal, expiresMs: number): HealthSignal {
  if (known !== null && !isNewer(known, arrived)) return known;
  const goesOn = known !== null && known.health === arrived.health && arrived.at < known.until;
  return {
    ...arrived,
    since: goesOn ? known.since : arrived.at,
    until: arrived.at + expiresMs,
    revision: (known?.revision ?? 0) + 1,
  };
}

const VALUES = { healthy: 'OK', unhealthy: 'ALARM', unknown: 'INSUFFICIENT_DATA' } as const;

/**
 * Returns the state of a health signal as that of an alarm: unhealthy is one that fires, unknown and silence are one without data.
 *
 * @param known the newest signal; null when none is stored
 * @param readAt the moment before it was read
 */
export function readSignal(name: string, known: HealthSignal | null, readAt: number): AlarmReading {
  const reading = { name: signalAlarm(name), suppressed: false, readAt };
  if (known === null) return { ...reading, value: 'INSUFFICIENT_DATA', since: 0, reason: 'It never said anything.' };
  const { value, link, since, until } = known;
  const details: AlarmDetails = {
    ...{
      arn: '',
      kind: 'signal',
      description: '',
      metric: value,
      observedValue: null,
      threshold: null,
      comparison: '',
    },
    ...(link !== null && { link }),
  };
  if (readAt >= until)
    return { ...reading, value: 'INSUFFICIENT_DATA', since: until, reason: 'It said nothing more.', details };
  return { ...reading, value: VALUES[known.health], since, reason: value, details };
}
