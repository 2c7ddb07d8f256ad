import { hasCanary, openWords } from './cohorts.ts';
import { shownShare, shownWords } from './read-share.ts';
import type { Rollout, TargetState } from './record.ts';
import { percent, statusWords, withoutFullStop } from './wording.ts';

/** True when a rollout goes back or went back: then its share is what was read, since the intended one is 0 from the beginning. */
function isRollback({ phase }: Rollout): boolean {
  return phase.status === 'rolling-back' || phase.status === 'stuck' || phase.status === 'rolled-back';
}

/** The largest share on the canary that the targets show, in percent, for a record as it is known now; null when that of one is not. */
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

/** Targets with what each of them has: `api (100 %), events (share unknown)`. */
export function describeShares(targets: readonly TargetState[]): string {
  return targets.map((target) => `${target.name} (${describeShare(target)})`).join(', ');
}

/** The targets that a finished rollback left as they are. */
export function leftTargets({ phase, targets }: Rollout): readonly TargetState[] {
  const names = phase.status === 'rolled-back' ? (phase.left ?? []) : [];
  return targets.filter(({ name }) => names.includes(name));
}

/** True when a target has traffic on the canary, or when that was not read. */
export function mayHaveCanary(target: TargetState): boolean {
  return target.observed === null || target.observed.weight === null || hasCanary(target);
}

/** The words for where a rollout stands. A rollback that brought back some of the targets, or none, is not called one that did. */
export function outcomeWords(rollout: Rollout): string {
  const stayed = leftTargets(rollout).filter(mayHaveCanary).length;
  if (stayed === 0) return statusWords[rollout.phase.status];
  return stayed === rollout.targets.length ? 'not rolled back' : 'rolled back in part';
}

/** Says where a rollout stands and the share it has, in a few words: `stuck at 100 %`, `baking, share unknown (5 % was set)`. */
export function describeStanding(rollout: Rollout): string {
  const set = isRollback(rollout) ? '' : ` (${percent(rollout.weight)} was set)`;
  const at = shownShare(rollout) === null ? `, share unknown${set}` : ` at ${shownWords(rollout)}`;
  return outcomeWords(rollout) + at;
}
