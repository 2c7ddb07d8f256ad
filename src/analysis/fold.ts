import type { Minute } from '../domain/analysis/minute.ts';
import { addMinute, type Evidence, NO_EVIDENCE } from './evidence.ts';
import type { JudgePolicy } from './policy.ts';

/** The evidence after each minute, with the minute. */
export interface Moment {
  readonly at: number;
  readonly evidence: Evidence;
}

/** The moments up to a minute, as they were made from the minutes before it under a policy. */
interface Folded {
  readonly minutes: readonly Minute[];
  readonly policy: string;
  readonly moments: readonly Moment[];
}

/**
 * The newest fold that ended with a minute. A rollout is judged anew each minute, and a simulation judges thousands of them: a
 * series that begins with one that was folded goes on from there. It changes the time, never the result.
 */
const folds = new WeakMap<Minute, Folded>();

function continues(minutes: readonly Minute[], known: Folded | undefined, policy: string): known is Folded {
  return known?.policy === policy && known.minutes.every((minute, i) => minute === minutes[i]);
}

/** Takes minutes in, in order of time. Returns the evidence after each of them. */
export function foldMinutes(minutes: readonly Minute[], policy: JudgePolicy): readonly Moment[] {
  const last = minutes.at(-1);
  if (last === undefined) return [];
  const key = JSON.stringify(policy);
  const before = minutes.length < 2 ? undefined : folds.get(minutes.at(-2) as Minute);
  const known = continues(minutes, before, key) ? before.moments : [];
  const moments = [...known];
  let evidence = known.at(-1)?.evidence ?? NO_EVIDENCE;
  for (const minute of minutes.slice(known.length)) {
    evidence = addMinute(evidence, minute, policy);
    moments.push({ at: minute.at, evidence });
  }
  folds.set(last, { minutes, policy: key, moments });
  return moments;
}
