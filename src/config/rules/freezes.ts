import { UTC } from '../../domain/clock.ts';
import type { FreezeWindow } from '../../domain/restrictions/window.ts';
import type { Complaint } from '../read/complaint.ts';
import { datePattern, type FileFreeze, freezesSchema, weekdayPattern } from '../schema/freezes.ts';
import { minuteOfWeek, timeZoneProblem } from './week.ts';

/** Returns the minute of the week, from Monday 00:00; null for a text that is no day of the week with a time. */
function weekMinute(text: string): number | null {
  const [, day, hour, minute] = weekdayPattern.exec(text) ?? [];
  return day === undefined ? null : minuteOfWeek(day, Number(hour), Number(minute));
}

/** Returns the clock reading of a date as if it were UTC; null for a text that is none, or a day that no calendar has. */
function clockReading(text: string): number | null {
  if (!datePattern.test(text)) return null;
  const at = Date.parse(`${text.replace(' ', 'T')}:00Z`);
  return Number.isNaN(at) || new Date(at).toISOString().slice(0, 10) !== text.slice(0, 10) ? null : at;
}

/** Returns what clocks in a time zone show at a moment, as if it were UTC. */
function readClock(at: number, timezone: string): number {
  const clock = new Intl.DateTimeFormat('sv-SE', { timeZone: timezone, dateStyle: 'short', timeStyle: 'medium' });
  return Date.parse(`${clock.format(at).replace(' ', 'T')}Z`);
}

/** Returns the moment at which clocks in a time zone show a reading; an hour later where they skip it. */
function momentOf(reading: number, timezone: string): number {
  const guess = reading - (readClock(reading, timezone) - reading);
  return guess - (readClock(guess, timezone) - reading);
}

/** Returns the problem of one freeze with its remedy; null when there is none. */
function problemOf({ from, to, timezone = UTC }: FileFreeze): Omit<Complaint, 'path'> | null {
  const zone = timeZoneProblem(timezone);
  if (zone !== null) return zone;
  const [weekly, dates] = [[from, to].map(weekMinute), [from, to].map(clockReading)];
  if (weekly.every((minute) => minute !== null)) {
    if (weekly[0] !== weekly[1]) return null;
    return {
      message: 'It ends when it begins.',
      remedy: 'Write another end; for always, take the service out instead.',
    };
  }
  const [begins, ends] = dates;
  if (begins === null || begins === undefined || ends === null || ends === undefined) {
    const remedy = 'Write both as dates that exist, "2026-12-24 18:00", or both as days of the week, "Fri 16:00".';
    return { message: `From ${from} to ${to} is no time.`, remedy };
  }
  return begins < ends
    ? null
    : { message: 'It ends before it begins.', remedy: 'Exchange from and to, or correct one.' };
}

/** Returns a complaint for each freeze that is no time. @param written the list as it is in the file */
export function freezeRules(written: unknown): readonly Complaint[] {
  const parsed = freezesSchema.safeParse(written);
  if (!parsed.success) return [];
  return parsed.data.flatMap((freeze, index) => {
    const problem = problemOf(freeze);
    return problem === null ? [] : [{ path: ['freezes', index], ...problem }];
  });
}

/** Returns the freezes of the file as windows. */
export function toFreezes(written: readonly FileFreeze[]): readonly FreezeWindow[] {
  return written.map(({ from, to, timezone = UTC, reason }): FreezeWindow => {
    const [begins, ends] = [weekMinute(from), weekMinute(to)];
    if (begins !== null && ends !== null) return { kind: 'weekly', from: begins, to: ends, timezone, reason };
    const at = (text: string): number => momentOf(clockReading(text) ?? Number.NaN, timezone);
    return { kind: 'once', from: at(from), to: at(to), reason };
  });
}
