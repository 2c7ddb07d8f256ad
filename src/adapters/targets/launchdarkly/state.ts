import { createHash } from 'node:crypto';
import { isDeepStrictEqual } from 'node:util';
import { TargetFault } from '../../../ports/target.ts';
import type { FlagInPlace } from './api.ts';
import type { LaunchDarklyConfig } from './config.ts';
import {
  type Flag,
  type FlagEnvironment,
  findArmRules,
  isArmRule,
  type Pair,
  type Served,
  variationShare,
  variationWeight,
  WHOLE,
} from './flag.ts';

/** The frozen state of a flag: the two variations by id, the default rule to restore, and its surroundings in words. */
export interface FrozenFlag {
  readonly ids: Pair<string>;
  readonly fallthrough: Served;
  readonly around: Readonly<Record<string, string>>;
}

/** Returns the name of a variation, or its value when it has none. */
export function variationName({ name, value }: Flag['variations'][number]): string {
  return name !== undefined && name !== '' ? name : typeof value === 'string' ? value : JSON.stringify(value);
}

/** Finds the positions of the two variations in the flag. @throws TargetFault when one of them is gone */
export function findPositions({ variations }: Flag, ids: Pair<string>, target: string): Pair<number> {
  const find = (id: string): number => {
    const position = variations.findIndex(({ _id }) => _id === id);
    if (position >= 0) return position;
    const remedy = 'Create it again, or bring the flag back by hand.';
    throw new TargetFault('VariationMissing', `A variation of ${target} is gone (${id}). ${remedy}`, true);
  };
  return { stable: find(ids.stable), canary: find(ids.canary) };
}

/**
 * The share of the canary in percent. By the arm LaunchDarkly knows none: what the rule says was intended is what whoever
 * decides the arm was set to as well.
 */
export function canaryShare(here: FlagEnvironment, positions: Pair<number>, by: LaunchDarklyConfig['by']): number {
  if (!here.on) return here.offVariation === positions.canary ? 100 : 0;
  const share = variationShare(here, positions.canary);
  const { ids, share: said } = findArmRules(here);
  return by === 'arm' && ids.length > 0 ? Math.max(share, said ?? 100) : share;
}

/** All that decides who gets what, besides the default rule and the rule on the arm, in words that can be compared. */
export function describeSurroundings({ flag, here }: FlagInPlace): Readonly<Record<string, string>> {
  const { variations } = flag;
  const off = variations[here.offVariation ?? -1];
  return {
    targeting: here.on ? 'on' : 'off',
    'the variation when off': off === undefined ? 'none' : variationName(off),
    variations: countText(variations.map(({ _id }) => _id)),
    rules: countText(here.rules.filter((one) => !isArmRule(one))),
    targets: countText([...here.targets, ...here.contextTargets]),
    prerequisites: countText(here.prerequisites),
  };
}

/** Describes in words what somebody else changed; null when nothing. */
export function describeDrift(
  place: FlagInPlace,
  frozen: FrozenFlag,
  positions: Pair<number>,
  by: LaunchDarklyConfig['by'],
) {
  const now = describeSurroundings(place);
  const changes = Object.entries(frozen.around)
    .filter(([what, before]) => now[what] !== before)
    .map(([what, before]) => `${what}: ${now[what]}, it was ${before}`);
  const { fallthrough } = place.here;
  const [stable, canary] = [
    variationWeight(place.here, positions.stable),
    variationWeight(place.here, positions.canary),
  ];
  const isKnown = by === 'percentage' ? stable + canary === WHOLE : stable === WHOLE || canary === WHOLE;
  if (!isKnown) {
    changes.push(
      `the default rule serves ${JSON.stringify(fallthrough)}, it was ${JSON.stringify(frozen.fallthrough)}`,
    );
  }
  if (by === 'arm' && findArmRules(place.here).ids.length > 0 && findArmRules(place.here).share === null) {
    changes.push('the rule on the arm has another description, it was one that names the share');
  }
  if (place.here.rules.some((one) => isArmRule(one) && one.variation !== positions.canary)) {
    changes.push('the rule on the arm serves another variation, it was the canary');
  }
  return changes.length === 0 ? null : changes.join('; ');
}

/** True when the default rule equals the frozen one and no rule heeds the arm. */
export function isAtRest(here: FlagEnvironment, fallthrough: Served): boolean {
  return isDeepStrictEqual(here.fallthrough, fallthrough) && findArmRules(here).ids.length === 0;
}

/** Returns the number of items with a fingerprint, since people and their rules do not belong in a record. */
function countText(all: readonly unknown[]): string {
  if (all.length === 0) return 'none';
  const hash = createHash('sha256').update(JSON.stringify(all)).digest('hex');
  return `${all.length} (fingerprint ${hash.slice(0, 12)})`;
}
