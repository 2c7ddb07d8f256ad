import { isDeepStrictEqual } from 'node:util';
import type { Json } from '../../../domain/json.ts';
import type { TargetState } from '../../../domain/rollout/record.ts';
import type { Clock } from '../../../ports/clock.ts';
import {
  type Goal,
  type Reading,
  type RollbackRequest,
  type RollbackResult,
  type Target,
  TargetChanged,
} from '../../../ports/target.ts';
import { faulting, toFault } from '../fault.ts';
import { albApi, type LoadElb, readListened, writeActions } from './api.ts';
import { albConfig, albName } from './config.ts';
import {
  type Actions,
  baselineActions,
  canaryShare,
  describeDrift,
  type FrozenAction,
  forwardGroups,
  readWeights,
  weightPair,
  weightsOfAll,
  withoutCanary,
  withWeights,
} from './forward.ts';
import { inspectAlb } from './inspect.ts';
import { rollbackProblem } from './way-back.ts';

/**
 * Creates the target for the forward actions of Application Load Balancers. Elastic Load Balancing has no compare-and-set: a shift reads
 * the actions again right before it writes them, and a rollback leaves a pair of weights that no earlier shift expects. A shift that reads
 * before the rollback's write and writes after it is noticed by the readings that follow (docs/guides/load-balancers.md).
 */
export function createAlbTarget({ load, clock }: { readonly load: LoadElb; readonly clock: Clock }): Target {
  return {
    inspect: (ask) => faulting(albApi, albName(albConfig.parse(ask.config)), () => inspectAlb(load, ask)),
    read: (target, asks) =>
      faulting(albApi, target.name, async () => {
        const frozen = frozenState(target);
        const [{ actions }, noWayBack] = await Promise.all([
          readListened(load, albConfig.parse(target.config)),
          asks === 'way-back' ? rollbackProblem(load, frozen.stable) : null,
        ]);
        return { ...toReading(actions, target, clock.now()), ...(noWayBack !== null && { noWayBack }) };
      }),
    shift: (target, goal, expected) =>
      faulting(albApi, target.name, async () => {
        const config = albConfig.parse(target.config);
        const { actions } = await readListened(load, config);
        if (!isDeepStrictEqual(actions, expected.token)) throw new TargetChanged(target.name);
        await writeActions(load, config, goalActions(frozenState(target), goal, actions));
        return { change: null };
      }),
    back: (targets, way) => Promise.all(targets.map((target) => bringBack(load, target, way))),
  };
}

function toReading(actions: Actions, target: TargetState, now: number): Reading {
  const frozen = frozenState(target);
  const weights = weightsOfAll(actions, frozen);
  const weight = canaryShare(weights);
  const drift = describeDrift(actions, frozen);
  const { observed } = target;
  return {
    weight,
    token: actions as unknown as Json,
    effectiveAt: observed?.weight === weight && observed.effectiveAt !== null ? observed.effectiveAt : now,
    drift,
    // As it was, or as a rollback leaves it. No write of a shift has the weights of the baseline.
    atBaseline:
      drift === null && [frozen.actions, baselineActions(frozen)].some((end) => isDeepStrictEqual(actions, end)),
    promoted: weights.stable === 0 && weights.canary > 0,
  };
}

function goalActions(frozen: FrozenAction, goal: Goal, now: Actions): Actions {
  const before = readWeights(frozen.actions, frozen);
  switch (goal.kind) {
    case 'baseline':
      return baselineActions(frozen);
    case 'promoted':
      return withWeights(now, frozen, weightPair(100, 0, before));
    case 'weight':
      return withWeights(now, frozen, weightPair(goal.weight, goal.reversals, before));
  }
}

/**
 * Writes the canary to 0 without reading. Only where somebody else changed the actions are they read first, to keep that; there is
 * nothing to write when that has no canary any more.
 */
async function bringBack(load: LoadElb, target: TargetState, { reversals }: RollbackRequest): Promise<RollbackResult> {
  try {
    const config = albConfig.parse(target.config);
    const frozen = frozenState(target);
    const isForeign = typeof target.observed?.drift === 'string';
    const actions = isForeign ? (await readListened(load, config)).actions : frozen.actions;
    if (isForeign && !forwardGroups(actions).some(({ TargetGroupArn: one }) => one === frozen.canary))
      return { change: null };
    const lowered = withoutCanary(actions, frozen, weightPair(0, reversals, readWeights(frozen.actions, frozen)));
    await writeActions(load, config, lowered);
    return { change: null };
  } catch (error) {
    return { fault: toFault(error, albApi, target.name) };
  }
}

function frozenState(target: TargetState): FrozenAction {
  return target.frozen as unknown as FrozenAction;
}
