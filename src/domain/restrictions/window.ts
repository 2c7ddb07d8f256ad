import * as z from 'zod/mini';
import { minuteOfWeek, momentAfter, wrapWeek } from '../clock.ts';
import { type Infer, object, oneOf, type Schema } from '../schema.ts';

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

/**
 * Returns the moment at which a window ends, in milliseconds since the epoch; null when it is not open now. A weekly window begins
 * and ends by the clocks of its time zone, so it is an hour longer or shorter in the week in which they change.
 */
export function windowEnd(window: FreezeWindow, now: number): number | null {
  if (window.kind === 'once') return window.from <= now && now < window.to ? window.to : null;
  const { from, to, timezone } = window;
  const length = wrapWeek(to - from);
  const gone = wrapWeek(minuteOfWeek(now, timezone) - from);
  return gone >= length ? null : momentAfter(length - gone, to, timezone, now);
}
