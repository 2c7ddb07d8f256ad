import type { Complaint } from '../read/complaint.ts';
import { durationMs, durationPattern } from '../read/durations.ts';
import { limits } from '../read/limits.ts';
import { valueAt } from '../read/schema-walk.ts';

/** Returns the rollback window in milliseconds, from its text; 0 for none. */
export function toRollbackWindow(written: string | undefined): number {
  if (written === undefined) return limits.usualRollbackWindow;
  return written === 'none' ? 0 : durationMs(written);
}

/** Returns a complaint when the rollback window is too short or too long. */
export function rollbackWindowRules(service: unknown): readonly Complaint[] {
  const written = valueAt(service, ['rollbackWindow']);
  if (typeof written !== 'string' || !durationPattern.test(written)) return [];
  const ms = durationMs(written);
  if (ms >= limits.shortestWait && ms <= limits.longestWait) return [];
  return [
    {
      path: ['rollbackWindow'],
      message: `A rollback window cannot be ${written}.`,
      remedy: 'Write 1m to 30d, or none to switch it off.',
    },
  ];
}
