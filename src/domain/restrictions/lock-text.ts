import { displayName, withoutFullStop } from '../wording.ts';
import { utcMoment } from './freeze-in-force.ts';
import type { LockInForce } from './lock-fields.ts';

/** Describes a lock, as half a sentence: `locked by alice since 2026-12-24 18:00 UTC: incident 42`. */
export function lockText({ by, at, reason }: LockInForce): string {
  const why = withoutFullStop(reason);
  return `locked by ${displayName(by)} since ${utcMoment(at)}${why === '' ? '' : `: ${why}`}`;
}
