import { duration } from '../../domain/wording.ts';
import type { Complaint, Path } from '../read/complaint.ts';
import { limits } from '../read/limits.ts';

/** Returns a complaint about a wait that is too short for timers, or too long. @param what names it: `A bake` */
export function waitComplaints(what: string, ms: number, path: Path): readonly Complaint[] {
  if (ms < limits.shortestWait) {
    return [
      {
        path,
        message: `${what} of ${duration(ms)} is too short: timers fire within the minute, so less than a minute cannot be kept.`,
        remedy: 'Write 1m or more.',
      },
    ];
  }
  if (ms <= limits.longestWait) return [];
  return [{ path, message: `${what} of ${duration(ms)} is too long.`, remedy: 'Write 30d or less.' }];
}
