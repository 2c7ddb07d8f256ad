import { openWords } from './cohorts.ts';
import { isAt } from './expected.ts';
import type { Rollout, TargetReading, TargetState } from './record.ts';
import { KNOWN_FOR_MS } from './timing.ts';
import { percent } from './wording.ts';

/** The share that was read on the canary, in percent, over all targets of a rollout. */
export interface SeenShare {
  readonly low: number;
  readonly high: number;
  /** The cohorts that are open on any target. */
  readonly cohorts: readonly string[];
}

/** The moment that a rollout is looked at for: nobody reads its targets after its end, so that what was read then stands. */
function readingMoment({ phase }: Rollout, now: number): number {
  return phase.status === 'completed' || phase.status === 'rolled-back' ? phase.at : now;
}

/** Whether the newest look at a target read it, and not too long ago. What could not be written may have been read. */
export function isKnown({ observed }: TargetState, at: number): boolean {
  return observed !== null && observed.weight !== null && at - observed.at <= KNOWN_FOR_MS;
}

/** For how long a target could not be read, look after look, in milliseconds; 0 when it was read, or failed for the first time. */
export function unreadDuration(observed: TargetReading | null): number {
  return observed?.unreadSince === undefined ? 0 : observed.at - observed.unreadSince;
}

/** The rollout with what was read too long ago forgotten: a share that nobody has read in the last minutes is unknown. */
export function withoutOldReadings(rollout: Rollout, now: number): Rollout {
  const at = readingMoment(rollout, now);
  if (rollout.targets.every((target) => target.observed?.weight == null || isKnown(target, at))) return rollout;
  const targets = rollout.targets.map((target): TargetState => {
    if (target.observed === null || isKnown(target, at)) return target;
    const { cohorts: _cohorts, ...observed } = target.observed;
    return { ...target, observed: { ...observed, weight: null } };
  });
  return { ...rollout, targets };
}

/** The share that all targets of a rollout show, as far as its record has it: for a record that `asKnown` gave. Null when one is unknown. */
export function shownShare(rollout: Rollout): SeenShare | null {
  const { targets, weight, cohorts } = rollout;
  if (targets.every((target) => isAt(target, target.observed, rollout))) return { low: weight, high: weight, cohorts };
  const weights = targets.map(({ observed }) => observed?.weight ?? null);
  const known = weights.filter((one) => one !== null);
  if (known.length < targets.length) return null;
  const open = new Set(targets.flatMap(({ observed }) => observed?.cohorts ?? []));
  return { low: Math.min(...known), high: Math.max(...known), cohorts: [...open] };
}

/** The share on the canary that was read of every target within the last minutes; null when that of one of them is unknown. */
export function seenShare(rollout: Rollout, now: number): SeenShare | null {
  return shownShare(withoutOldReadings(rollout, now));
}

/** The share that targets show in words, for a record that `asKnown` gave: `5 %`, `5 % to 25 %`; what was set where it is unknown. */
export function shownWords(rollout: Rollout): string {
  const share = shownShare(rollout);
  if (share === null) return `an unknown share (${percent(rollout.weight)} was set)`;
  const { low, high, cohorts } = share;
  const range = low === high ? percent(low) : `${percent(low)} to ${percent(high)}`;
  return `${range}${openWords(cohorts)}`;
}

/** The share on the canary in words, from what was read within the last minutes. */
export function shareWords(rollout: Rollout, now: number): string {
  return shownWords(withoutOldReadings(rollout, now));
}
