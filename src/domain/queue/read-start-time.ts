import { clockText, DAY_MINUTES, DAYS, minuteOfWeek, momentAfter, timeZoneName, UTC, wrapWeek } from '../clock.ts';
import type { StartTime } from './start-time.ts';

/** A moment as somebody wrote it. */
export interface WrittenTime {
  /** `today`, `tomorrow`, the name of a day, or a date; empty where nothing is said. */
  readonly day: string;
  /** The minute of the day. */
  readonly minute: number;
  /** Null where nothing is said. */
  readonly timezone: string | null;
}

/** The most days between the command and the start. */
const SCHEDULE_DAYS = 7;

/** Says how the moment of a start is written. */
export const START_TIME_FORM =
  'at="09:00", at="tomorrow 09:00", at="Mon 09:00" or at="2026-12-24 09:00", each with a time zone behind it where that is another: at="09:00 Europe/Berlin"';

const DATE = /^\d{4}-\d\d-\d\d$/;
const FORM = /^(?:(\S+) )?([01]?\d|2[0-3]):([0-5]\d)(?: (\S{1,60}))?$/;
const FULL_DAYS = ['monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday', 'sunday'];
/** The minutes by which clocks are set back: a time is shown twice then. */
const SET_BACK = [-60, -30, 30, 60];
const MINUTE_MS = 60_000;

/** Returns the day of the week that a word names, from 0 for Monday; -1 where it names none. */
function dayNamed(word: string): number {
  return FULL_DAYS.findIndex((day) => word === day || word === day.slice(0, 3));
}

/** Reads the moment of a start; null where it is not written as one. */
export function parseStartTime(text: string): WrittenTime | null {
  const [, typed = '', hours, minutes, timezone = null] = FORM.exec(text.trim()) ?? [];
  if (hours === undefined) return null;
  const day = typed.toLowerCase();
  const isDay = ['', 'today', 'tomorrow'].includes(day) || DATE.test(day) || dayNamed(day) >= 0;
  return isDay ? { day, minute: Number(hours) * 60 + Number(minutes), timezone } : null;
}

/** Returns a minute of the day as clocks show it: `09:00`. */
function timeText(minute: number): string {
  return [Math.floor(minute / 60), minute % 60].map((part) => String(part).padStart(2, '0')).join(':');
}

/** Returns the moment of a minute of the day, a number of days from today by the clocks of a time zone. */
function momentOn(days: number, minute: number, timezone: string, now: number): number {
  const today = minuteOfWeek(now, timezone);
  const ahead = days * DAY_MINUTES + minute - (today % DAY_MINUTES);
  return momentAfter(ahead, wrapWeek(today + ahead), timezone, now);
}

/** Returns the days from today to a date; a problem where it is not among the next ones. */
function daysToDate(date: string, timezone: string, now: number): number | string {
  const dates = Array.from({ length: SCHEDULE_DAYS + 1 }, (_, days) =>
    clockText(momentOn(days, DAY_MINUTES / 2, timezone, now), timezone).slice(0, 10),
  );
  const found = dates.indexOf(date);
  if (found >= 0) return found;
  if (date < (dates[0] ?? '')) return `${date} is over. Leave at=… out to start now.`;
  return date > (dates.at(-1) ?? '')
    ? `A start is scheduled for the next ${SCHEDULE_DAYS} days at most. Choose an earlier day.`
    : `There is no ${date}. Choose another day.`;
}

/** Returns the days from today that a written moment means, or a problem. */
function daysAhead({ day, minute }: WrittenTime, timezone: string, now: number): number | string {
  if (day === '' || day === 'today') return 0;
  if (day === 'tomorrow') return 1;
  if (DATE.test(day)) return daysToDate(day, timezone, now);
  const today = Math.floor(minuteOfWeek(now, timezone) / DAY_MINUTES);
  const days = (dayNamed(day) - today + DAYS.length) % DAYS.length;
  return days === 0 && momentOn(0, minute, timezone, now) <= now ? DAYS.length : days;
}

/** Says why a moment is none of the clocks of a time zone, or not the only one. Source: daylight saving time skips and repeats hours. */
function clockProblem(at: number, { minute }: WrittenTime, timezone: string): string | null {
  const shown = clockText(at, timezone);
  const time = timeText(minute);
  if (!shown.endsWith(time)) return `Clocks in ${timezone} skip ${time} on that day. Choose another time.`;
  const twin = SET_BACK.map((by) => at + by * MINUTE_MS).find((other) => clockText(other, timezone) === shown);
  if (twin === undefined) return null;
  const both = [at, twin].toSorted((one, other) => one - other).map((one) => `at="${clockText(one, UTC)} ${UTC}"`);
  return `Clocks in ${timezone} show ${time} twice on that day. Write ${both.join(' or ')}.`;
}

/**
 * Returns the moment that was written, or in a sentence why there is none and what to write instead.
 *
 * @param usual the time zone where none is written
 * @param now the moment of the command
 */
export function resolveStartTime(
  written: WrittenTime,
  usual: string,
  now: number,
): StartTime | { readonly problem: string } {
  const timezone = timeZoneName(written.timezone ?? usual);
  if (timezone === null)
    return { problem: `${written.timezone} is no time zone. Write a name such as Europe/Berlin or UTC.` };
  const days = daysAhead(written, timezone, now);
  if (typeof days === 'string') return { problem: days };
  const at = momentOn(days, written.minute, timezone, now);
  const problem = clockProblem(at, written, timezone);
  if (problem !== null) return { problem };
  if (at > now) return { at, timezone };
  const time = timeText(written.minute);
  const zone = written.timezone === null ? '' : ` ${written.timezone}`;
  return {
    problem: `${time} ${timezone} has passed today. Write at="tomorrow ${time}${zone}", or leave at=… out to start now.`,
  };
}
