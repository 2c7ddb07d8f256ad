import { openWords } from '../plan/cohorts.ts';
import type { TargetReading } from '../target/reading.ts';
import { KNOWN_FOR_MS } from '../timing.ts';
import { percent } from '../wording.ts';
import { isAt, isComing } from './expected.ts';
import type { Rollout, TargetState } from './record.ts';

/** The share that was read on the canary, in percent, over all targets of a rollout. */
export interface SeenShare {
  readonly low: number;
  readonly high: number;
  /** The cohorts that are open on any target. */
  readonly cohorts: readonly string[];
}

/** Returns the moment by which readings are judged: the end of a finished rollout, whose targets nobody reads any more, or now. */
function readingMoment({ phase }: Rollout, now: number): number {
  return phase.status === 'completed' || phase.status === 'rolled-back' ? phase.at : now;
}

/**
 * Tells whether the newest reading of a target has a weight and is recent. A target that could not be written may have been read.
 */
export function isKnown({ observed }: TargetState, at: number): boolean {
  return observed !== null && observed.weight !== null && at - observed.at <= KNOWN_FOR_MS;
}

/** Returns for how long every read of a target failed, in milliseconds; 0 when it was read, or failed for the first time. */
export function unreadDuration(observed: TargetReading | null): number {
  return observed?.unreadSince === undefined ? 0 : observed.at - observed.unreadSince;
}

/** Returns the rollout without outdated readings: a share that nobody has read in the last minutes is unknown. */
export function withoutOldReadings(rollout: Rollout, now: number): Rollout {
  const at = readingMoment(rollout, now);
  if (rollout.targets.every((target) => target.observed?.weight == null || isKnown(target, at))) return rollout;
  const targets = rollout.targets.map((target): TargetState => {
    if (target.observed === null || isKnown(target, at)) return target;
    const { cohorts: _cohorts, towards: _towards, ...observed } = target.observed;
    return { ...target, observed: { ...observed, weight: null } };
  });
  return { ...rollout, targets };
}

/**
 * Returns the share that all targets of a rollout show, by a record that `withoutOldReadings` returned; null when one is unknown.
 */
export function shownShare(rollout: Rollout): SeenShare | null {
  const { targets, weight, cohorts } = rollout;
  if (targets.every((target) => isAt(target, target.observed, rollout))) return { low: weight, high: weight, cohorts };
  const weights = targets.map(({ observed }) => observed?.weight ?? null);
  const known = weights.filter((one) => one !== null);
  if (known.length < targets.length) return null;
  const open = new Set(targets.flatMap(({ observed }) => observed?.cohorts ?? []));
  return { low: Math.min(...known), high: Math.max(...known), cohorts: [...open] };
}

/**
 * Returns the largest share that the canary may have, in percent: the intended one, or what was read where every target is only on its
 * way to that.
 */
export function reachedShare(rollout: Rollout): number {
  const { targets, weight } = rollout;
  const read = targets.map(({ observed }) => observed?.weight ?? null).filter((one) => one !== null);
  const areComing = targets.every(
    (target) => isComing(target, target.observed, rollout) && !isAt(target, target.observed, rollout),
  );
  return areComing && read.length === targets.length ? Math.max(...read) : weight;
}

/** Returns the share read on the canary of every target within the last minutes; null when one target's is unknown. */
export function seenShare(rollout: Rollout, now: number): SeenShare | null {
  return shownShare(withoutOldReadings(rollout, now));
}

/**
 * Returns the share that targets show, in words, by a record that `withoutOldReadings` returned: `5%`, `5% to 25%`; the set
 * share where it is unknown.
 */
export function shownWords(rollout: Rollout): string {
  const share = shownShare(rollout);
  if (share === null) return `an unknown share (${percent(rollout.weight)} was set)`;
  const { low, high, cohorts } = share;
  const range = low === high ? percent(low) : `${percent(low)} to ${percent(high)}`;
  return `${range}${openWords(cohorts)}`;
}

/** Returns the share on the canary in words, from the readings of the last minutes. */
export function shareWords(rollout: Rollout, now: number): string {
  return shownWords(withoutOldReadings(rollout, now));
}
