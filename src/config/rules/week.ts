import { DAYS, timeZoneName } from '../../domain/clock.ts';
import type { Complaint } from '../read/complaint.ts';

/** Returns the problem of a name that is no time zone, with its remedy; null for a time zone. */
export function timeZoneProblem(name: string): Omit<Complaint, 'path'> | null {
  if (timeZoneName(name) !== null) return null;
  return {
    message: `${name} is no time zone.`,
    remedy: 'Write a name of the IANA database, such as Europe/Berlin or UTC.',
  };
}

/** Returns the minute of the week, counted from Monday 00:00. @param day its short name in English, such as `Mon` */
export function minuteOfWeek(day: string, hour: number, minute: number): number {
  return (DAYS.indexOf(day) * 24 + hour) * 60 + minute;
}
