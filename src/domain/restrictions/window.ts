import * as z from 'zod/mini';
import { type Infer, object, oneOf, type Schema } from '../schema.ts';

/** The minutes of a week. */
export const WEEK_MINUTES = 7 * 24 * 60;
const MINUTE_MS = 60_000;
/** The days of a week, from Monday. */
export const DAYS: readonly string[] = ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'];

const window = oneOf('kind', [
  /** Once, from a moment until a moment, in milliseconds since the epoch. */
  object({ kind: z.literal('once'), from: z.number(), to: z.number(), reason: z.string() }),
  /** Every week, from a minute until a minute of the week, counted from Monday 00:00 in the time zone. */
  object({
    kind: z.literal('weekly'),
    from: z.number(),
    to: z.number(),
    /** A name of the IANA time zone database, such as `Europe/Berlin`. */
    timezone: z.string(),
    reason: z.string(),
  }),
]);

/** A freeze that is written in serin.yml. */
export type FreezeWindow = Infer<typeof window>;

export const freezeWindowSchema: Schema<FreezeWindow> = window;

const positive = (minutes: number): number => ((minutes % WEEK_MINUTES) + WEEK_MINUTES) % WEEK_MINUTES;

/** Returns the minute of the week that clocks in a time zone show at a moment, from Monday 00:00. */
function minuteOfWeek(at: number, timezone: string): number {
  const clock = new Intl.DateTimeFormat('en-US', {
    ...{ timeZone: timezone, weekday: 'short', hour: '2-digit', minute: '2-digit', hourCycle: 'h23' },
  });
  const parts = Object.fromEntries(clock.formatToParts(at).map(({ type, value }) => [type, value]));
  const day = DAYS.indexOf(parts.weekday ?? '');
  return day * 24 * 60 + Number(parts.hour) * 60 + Number(parts.minute);
}

/**
 * Returns the moment at which a window ends, in milliseconds since the epoch; null when it is not open now. A weekly window begins
 * and ends by the clocks of its time zone, so it is an hour longer or shorter in the week in which they change.
 */
export function windowEnd(window: FreezeWindow, now: number): number | null {
  if (window.kind === 'once') return window.from <= now && now < window.to ? window.to : null;
  const { from, to, timezone } = window;
  const length = positive(to - from);
  const gone = positive(minuteOfWeek(now, timezone) - from);
  if (gone >= length) return null;
  const end = (Math.floor(now / MINUTE_MS) + length - gone) * MINUTE_MS;
  const late = positive(minuteOfWeek(end, timezone) - to + WEEK_MINUTES / 2) - WEEK_MINUTES / 2;
  return end - late * MINUTE_MS;
}
