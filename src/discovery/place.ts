import { type EnvironmentId, otherEnvironment } from '../domain/environment.ts';
import { isFinished, type Rollout, type ServiceRecord } from '../domain/record.ts';
import { wantedCenter } from '../environments/control-center.ts';
import { type Arm, armOf, saltOf } from '../routing/arm.ts';

/** Where a user is. */
export interface Place {
  readonly arm: Arm;
  /** The id of the rollout that runs; null when none does. */
  readonly rollout: string | null;
  /** The revision of the weight that decided; rises while a rollout runs, 0 when none does. */
  readonly revision: number;
}

/** Where everybody is while no rollout runs. */
export const everyoneOnStable: Place = { arm: 'stable', rollout: null, revision: 0 };

/** Where a user of a service is, by its record: the same arm as at the edge, which has the same salt and weight. */
export function locateUser(record: ServiceRecord | null, user: string): Place {
  const rollout = record?.rollout ?? null;
  if (rollout === null || isFinished(rollout)) return everyoneOnStable;
  const { weight, revision } = reachedWeight(rollout);
  return { arm: armOf({ salt: rolloutSalt(rollout), weight, key: user }), rollout: rollout.id, revision };
}

/**
 * The weight that users have: on the way up the last one where all targets agreed, so that nobody is sent ahead of the edge;
 * on the way back the intended one at once. A generation that raised the weight counts when its targets have agreed.
 */
function reachedWeight({ weight, agreed, generation }: Rollout): {
  readonly weight: number;
  readonly revision: number;
} {
  return agreed < weight ? { weight: agreed, revision: generation - 1 } : { weight, revision: generation };
}

/**
 * The salt by which the users are dealt out: the rollout's own, unless it took over a split at the edge, whose users stay
 * where they are. The kind `edge` freezes which of the two it is, as `own`.
 */
function rolloutSalt({ id, targets }: Rollout): string {
  const frozen = targets.find(({ config }) => config.kind === 'edge')?.frozen;
  const own = typeof frozen === 'object' && frozen !== null && 'own' in frozen ? frozen.own : null;
  return typeof own === 'string' ? own : saltOf(id);
}

/**
 * The side on which an arm is, in a service with environments: by the roles of the rollout while it runs, by those that it left
 * behind once it is over, and before the first one by the configuration. At the edge it is the same: a rollout that completes
 * exchanges the sides there too.
 */
export function environmentForArm(arm: Arm, record: ServiceRecord | null, first: EnvironmentId): EnvironmentId {
  const stable = stableEnvironment(record) ?? first;
  return arm === 'stable' ? stable : otherEnvironment(stable);
}

function stableEnvironment(record: ServiceRecord | null): EnvironmentId | null {
  const rollout = record?.rollout ?? null;
  // A rollout of before the service had environments knows nothing of sides.
  return (rollout === null ? record?.controlCenter?.value : wantedCenter(rollout, 0))?.fallback ?? null;
}
