import { hasCanary, openWords } from '../plan/cohorts.ts';
import { percent, statusWords, withoutFullStop } from '../wording.ts';
import { shownShare, shownWords } from './read-share.ts';
import type { Rollout, TargetState } from './record.ts';

/** True during and after a rollback. Then the share is the one that was read, since the intended one is 0 from the beginning. */
function isRollback({ phase }: Rollout): boolean {
  return phase.status === 'rolling-back' || phase.status === 'stuck' || phase.status === 'rolled-back';
}

/**
 * Returns the largest share on the canary that the targets show, in percent, for a record as it is known now; null when one is
 * unknown.
 */
export function largestCanaryShare(rollout: Rollout): number | null {
  return shownShare(rollout)?.high ?? null;
}

/** Says the share that one target has on the canary, as last read, and its drift if it has any. */
function describeShare({ observed }: TargetState): string {
  const why = observed?.fault ? `: ${withoutFullStop(observed.fault.message)}` : '';
  if (observed === null || observed.weight === null) return `share unknown${why}`;
  const share = `${percent(observed.weight)}${openWords(observed.cohorts)}`;
  return observed.drift === null ? share : `${share}; ${observed.drift}`;
}

/** Returns the targets with the share of each: `api (100%), events (share unknown)`. */
export function describeShares(targets: readonly TargetState[]): string {
  return targets.map((target) => `${target.name} (${describeShare(target)})`).join(', ');
}

/** Returns the targets that a finished rollback left as they are. */
export function leftTargets({ phase, targets }: Rollout): readonly TargetState[] {
  const names = phase.status === 'rolled-back' ? (phase.left ?? []) : [];
  return targets.filter(({ name }) => names.includes(name));
}

/** True when a target has traffic on the canary, or its share was not read. */
export function mayHaveCanary(target: TargetState): boolean {
  return target.observed === null || target.observed.weight === null || hasCanary(target);
}

/**
 * Returns the words for the status of a rollout. A rollback that left targets is `rolled back in part`, or `not rolled back` when
 * it left all.
 */
export function outcomeWords(rollout: Rollout): string {
  const stayed = leftTargets(rollout).filter(mayHaveCanary).length;
  if (stayed === 0) return statusWords[rollout.phase.status];
  return stayed === rollout.targets.length ? 'not rolled back' : 'rolled back in part';
}

/** Returns the status and the share of a rollout in a few words: `stuck at 100%`, `baking, share unknown (5% was set)`. */
export function describeStanding(rollout: Rollout): string {
  const set = isRollback(rollout) ? '' : ` (${percent(rollout.weight)} was set)`;
  const at = shownShare(rollout) === null ? `, share unknown${set}` : ` at ${shownWords(rollout)}`;
  return outcomeWords(rollout) + at;
}
