import type { Json } from '../../../domain/json.ts';
import type { TargetState } from '../../../domain/rollout/record.ts';
import type { Clock } from '../../../ports/clock.ts';
import { type Goal, type Reading, type RollbackResult, type Target, TargetChanged } from '../../../ports/target.ts';
import { errorCode } from '../../shared/fault.ts';
import { faulting, toFault } from '../fault.ts';
import { createLaunchDarklyApi, type LaunchDarklyAccess, type LaunchDarklyApi, launchdarklyApi } from './api.ts';
import { launchdarklyConfig, launchdarklyName } from './config.ts';
import { armRule, findArmRules, type Pair, type Served, serveShare, variationWeight, WHOLE } from './flag.ts';
import { inspectLaunchDarkly } from './inspect.ts';
import { canaryShare, describeDrift, type FrozenFlag, findPositions, isAtRest } from './state.ts';

/** The state that a shift expects: the version of the flag in its environment, and the positions at that version. */
interface Seen {
  readonly version: number;
  readonly positions: Pair<number>;
  readonly armRules: readonly number[];
}

/** The most tries of the last part of a rollback when others write at the same time. */
const TRIES = 4;

/**
 * Creates the target for LaunchDarkly flags. A shift is a JSON patch that tests the version of the flag in its environment first;
 * a rollback is made of semantic patches, which hold whatever the flag is (REST API, "Updates").
 */
export function createLaunchDarklyTarget({
  access,
  clock,
}: {
  readonly access: LaunchDarklyAccess;
  readonly clock: Clock;
}): Target {
  const api = createLaunchDarklyApi({ access, clock });
  return {
    inspect: (ask) =>
      faulting(launchdarklyApi, launchdarklyName(launchdarklyConfig.parse(ask.config)), () =>
        inspectLaunchDarkly(api, ask),
      ),
    read: (target) => faulting(launchdarklyApi, target.name, () => read(api, target, clock.now())),
    shift: (target, goal, expected) =>
      faulting(launchdarklyApi, target.name, async () => {
        await shift(api, target, goal, expected.token as unknown as Seen);
        return { change: null };
      }),
    back: (targets) => Promise.all(targets.map((target) => bringBack(api, target))),
  };
}

async function read(api: LaunchDarklyApi, target: TargetState, now: number): Promise<Reading> {
  const config = launchdarklyConfig.parse(target.config);
  const frozen = frozenState(target);
  const place = await api.read(config);
  const { flag, here } = place;
  const positions = findPositions(flag, frozen.ids, target.name);
  const weight = canaryShare(here, positions, config.by);
  const drift = describeDrift(place, frozen, positions, config.by);
  const armRules = findArmRules(here).positions;
  const seen: Seen = { version: here.version, positions, armRules };
  const { observed } = target;
  return {
    weight,
    token: seen as unknown as Json,
    effectiveAt: observed?.weight === weight && observed.effectiveAt !== null ? observed.effectiveAt : now,
    drift,
    atBaseline: drift === null && isAtRest(here, frozen.fallthrough),
    promoted: here.on && here.fallthrough?.variation === positions.canary && armRules.length === 0,
  };
}

/** @throws TargetChanged when the version is another one by now */
async function shift(api: LaunchDarklyApi, target: TargetState, goal: Goal, seen: Seen): Promise<void> {
  const config = launchdarklyConfig.parse(target.config);
  const environment = `/environments/${config.environment.replaceAll('~', '~0').replaceAll('/', '~1')}`;
  const { fallthrough, share } = plannedRules(goal, seen.positions, frozenState(target), config.by);
  const rule =
    share === 0 ? [] : [{ op: 'add', path: `${environment}/rules/0`, value: armRule(seen.positions.canary, share) }];
  try {
    await api.patch(config, [
      { op: 'test', path: `${environment}/version`, value: seen.version },
      { op: 'replace', path: `${environment}/fallthrough`, value: fallthrough },
      ...seen.armRules.toReversed().map((position) => ({ op: 'remove', path: `${environment}/rules/${position}` })),
      ...rule,
    ]);
  } catch (error) {
    const code = errorCode(error);
    if (code === 'Conflict') throw new TargetChanged(target.name, { cause: error });
    // LaunchDarkly does not document what a failed `test` answers: whether it was that, the version tells.
    if (code === 'InvalidRequest' && (await api.read(config)).here.version !== seen.version) {
      throw new TargetChanged(target.name, { cause: error });
    }
    throw error;
  }
}

/** The default rule for a goal, and the share of the rule on the arm; 0: there is none. */
function plannedRules(
  goal: Goal,
  positions: Pair<number>,
  { fallthrough }: FrozenFlag,
  by: 'arm' | 'percentage',
): { readonly fallthrough: Served; readonly share: number } {
  switch (goal.kind) {
    case 'baseline':
      return { fallthrough, share: 0 };
    case 'promoted':
      return { fallthrough: { variation: positions.canary }, share: 0 };
    case 'weight':
      return by === 'arm'
        ? { fallthrough, share: goal.weight }
        : { fallthrough: serveShare(positions, goal.weight), share: 0 };
  }
}

/**
 * Two patches, of which at least one changes the flag whatever it was: so the version rises, and no shift from before can
 * hold any more. The answer to the first one names the rules on the arm, which the second one takes away.
 */
async function bringBack(api: LaunchDarklyApi, target: TargetState): Promise<RollbackResult> {
  try {
    const config = launchdarklyConfig.parse(target.config);
    const { ids } = frozenState(target);
    const kind = 'updateFallthroughVariationOrRollout';
    const weights = { kind, rolloutContextKind: 'user', rolloutWeights: { [ids.stable]: WHOLE, [ids.canary]: 0 } };
    const isForeign = typeof target.observed?.drift === 'string';
    const { flag, here } = await retryOnConflict(() =>
      isForeign ? api.read(config) : api.instruct(config, [weights]),
    );
    const serves = variationWeight(here, findPositions(flag, ids, target.name).canary) > 0;
    const instructions = [
      // What somebody else made of the default rule stays, unless it serves the canary.
      ...(isForeign && !serves ? [] : [{ kind, variationId: ids.stable }]),
      ...findArmRules(here).ids.map((ruleId) => ({ kind: 'removeRule', ruleId })),
    ];
    if (instructions.length > 0) await retryOnConflict(() => api.instruct(config, instructions));
    return { change: null };
  } catch (error) {
    return { fault: toFault(error, launchdarklyApi, target.name) };
  }
}

/** Retries a call when somebody else wrote in the same moment. */
async function retryOnConflict<T>(call: () => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await call();
    } catch (error) {
      if (errorCode(error) !== 'Conflict' || attempt === TRIES) throw error;
    }
  }
}

function frozenState(target: TargetState): FrozenFlag {
  return target.frozen as unknown as FrozenFlag;
}
