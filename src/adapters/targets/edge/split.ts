import type { TargetState } from '../../../domain/rollout/record.ts';
import type { Goal, Reading } from '../../../ports/target.ts';
import type { Split } from '../../../routing/split.ts';

/** The frozen state of a split: the sides before the rollout, and the salts. */
export interface Frozen {
  readonly stable: string;
  readonly canary: string;
  /** The salt of the baseline. */
  readonly salt: string;
  /** The salt while the rollout runs: its own, or the one of a split that it took over, whose users stay where they are. */
  readonly own: string;
}

/** Returns the state that was resolved and frozen before anything moved. */
export function frozenState(target: TargetState): Frozen {
  return target.frozen as unknown as Frozen;
}

/** True when the canary has become stable. */
function isSwapped(split: Split, { stable, canary }: Frozen): boolean {
  return split.stable === canary && split.canary === stable;
}

/** Returns the share of the users on the canary of the rollout, in percent. */
function canaryShare(split: Split, { canary }: Frozen): number {
  if (split.stable === canary) return 100 - split.weight;
  return split.canary === canary ? split.weight : 0;
}

/** Describes in words what somebody else changed since the baseline; null when nothing. */
function describeDrift(split: Split, frozen: Frozen): string | null {
  const { stable, canary, salt, own } = frozen;
  const changes: string[] = [];
  const areOurs = (split.stable === stable && split.canary === canary) || isSwapped(split, frozen);
  if (!areOurs)
    changes.push(`its sides are ${split.stable} and ${split.canary}, it was ${stable} as stable and ${canary}`);
  if (split.salt !== salt && split.salt !== own)
    changes.push(`its salt is "${split.salt}", it was "${salt}": other users are on the canary`);
  return changes.length === 0 ? null : changes.join('; ');
}

/** Converts a split to a reading, without the moment it takes effect and the token. */
export function toReading(
  split: Split,
  frozen: Frozen,
): Omit<Reading, 'token' | 'effectiveAt'> & Required<Pick<Reading, 'cohorts'>> {
  const isQuiet = split.weight === 0 && split.cohorts.length === 0;
  return {
    weight: canaryShare(split, frozen),
    cohorts: split.cohorts,
    drift: describeDrift(split, frozen),
    atBaseline:
      isQuiet && split.stable === frozen.stable && split.canary === frozen.canary && split.salt === frozen.salt,
    promoted: isQuiet && isSwapped(split, frozen),
  };
}

/** The split that a goal asks for. */
export function splitFor(goal: Goal, frozen: Frozen, revision: number): Split {
  const { stable, canary, salt, own } = frozen;
  const next = { stable, canary, weight: 0, salt: own, revision, cohorts: [] };
  switch (goal.kind) {
    case 'baseline':
      return { ...next, salt };
    case 'promoted':
      return { ...next, stable: canary, canary: stable };
    case 'weight':
      return { ...next, weight: goal.weight, cohorts: goal.cohorts };
  }
}

/**
 * Returns the split with nobody on the canary. It has the sides of the baseline, unless somebody else's are to be kept. The salt
 * stays, so that the users who are on the canary for the last seconds are the same as before.
 */
export function withoutCanary(split: Split | null, frozen: Frozen, keeps: boolean): Split {
  const { stable, canary, own } = frozen;
  const ours = { stable, canary, weight: 0, salt: own, revision: (split?.revision ?? 0) + 1, cohorts: [] };
  if (split === null || !keeps) return ours;
  // Somebody made the canary stable and paired it with another one: no user may stay on the canary all the same.
  if (split.stable === canary) return ours;
  return { ...split, weight: 0, revision: split.revision + 1, cohorts: [] };
}
