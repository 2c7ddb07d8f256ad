/** The time zone where nothing is said. */
export const UTC = 'UTC';
/** The minutes of a day and of a week. */
export const DAY_MINUTES = 24 * 60;
export const WEEK_MINUTES = 7 * DAY_MINUTES;
const MINUTE_MS = 60_000;
/** The days of a week, from Monday. */
export const DAYS: readonly string[] = ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'];

/** Returns the name of a time zone as the IANA database writes it; null where there is none of that name. */
export function timeZoneName(name: string): string | null {
  try {
    return new Intl.DateTimeFormat('en-US', { timeZone: name }).resolvedOptions().timeZone;
  } catch {
    return null;
  }
}

/** Returns the date and the time that clocks in a time zone show at a moment: `2026-12-24 18:00`. */
export function clockText(at: number, timezone: string): string {
  return new Intl.DateTimeFormat('sv-SE', { timeZone: timezone, dateStyle: 'short', timeStyle: 'short' }).format(at);
}

/** Returns a number of minutes as one of a week: 0 to 10,079. */
export function wrapWeek(minutes: number): number {
  return ((minutes % WEEK_MINUTES) + WEEK_MINUTES) % WEEK_MINUTES;
}

/** Returns the minute of the week that clocks in a time zone show at a moment, from Monday 00:00. */
export function minuteOfWeek(at: number, timezone: string): number {
  const clock = new Intl.DateTimeFormat('en-US', {
    ...{ timeZone: timezone, weekday: 'short', hour: '2-digit', minute: '2-digit', hourCycle: 'h23' },
  });
  const parts = Object.fromEntries(clock.formatToParts(at).map(({ type, value }) => [type, value]));
  const day = DAYS.indexOf(parts.weekday ?? '');
  return day * DAY_MINUTES + Number(parts.hour) * 60 + Number(parts.minute);
}

/** Returns how far clocks in a time zone are ahead of a minute of the week, in minutes; negative where they are behind. */
function aheadOf(minute: number, at: number, timezone: string): number {
  return wrapWeek(minuteOfWeek(at, timezone) - minute + WEEK_MINUTES / 2) - WEEK_MINUTES / 2;
}

/**
 * Returns the moment that is a number of minutes after now by the clocks of a time zone, so that they show a minute of the week then,
 * also where they change in between; where they skip that minute, the moment is an hour earlier.
 */
export function momentAfter(minutes: number, shown: number, timezone: string, now: number): number {
  const at = (Math.floor(now / MINUTE_MS) + minutes) * MINUTE_MS;
  return at - aheadOf(shown, at, timezone) * MINUTE_MS;
}

/**
 * Returns the next moment after now at which clocks in a time zone begin to show a minute of the week, in milliseconds since the
 * epoch; where they skip it, the moment at which they would have shown it.
 */
export function nextMoment(minute: number, timezone: string, now: number): number {
  const wait = wrapWeek(minute - minuteOfWeek(now, timezone)) || WEEK_MINUTES;
  const at = momentAfter(wait, minute, timezone, now);
  return at - Math.min(0, aheadOf(minute, at, timezone)) * MINUTE_MS;
}
