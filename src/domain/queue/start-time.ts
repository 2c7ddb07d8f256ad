import * as z from 'zod/mini';
import { clockText, DAY_MINUTES, DAYS, minuteOfWeek } from '../clock.ts';
import { type Infer, object, type Schema } from '../schema.ts';

const startTime = object({
  /** The moment before which nothing starts, in milliseconds since the epoch. */
  at: z.number(),
  /** The time zone by whose clocks it was chosen: a name of the IANA database. */
  timezone: z.string(),
});

/** The moment of a scheduled start. */
export interface StartTime extends Infer<typeof startTime> {}

export const startTimeSchema: Schema<StartTime> = startTime;

/** Returns a moment as `parseStartTime` reads it, whenever it does: `2026-12-24 09:00 Europe/Berlin`. */
export function exactTimeText({ at, timezone }: StartTime): string {
  return `${clockText(at, timezone)} ${timezone}`;
}

/** Returns a moment for people: `Thu 2026-12-24 09:00 Europe/Berlin`. */
export function startTimeText(time: StartTime): string {
  return `${DAYS[Math.floor(minuteOfWeek(time.at, time.timezone) / DAY_MINUTES)]} ${exactTimeText(time)}`;
}
