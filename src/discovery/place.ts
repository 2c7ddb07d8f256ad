import { type EnvironmentId, otherEnvironment } from '../domain/environment/environment.ts';
import { isFinished, type Rollout, type ServiceRecord } from '../domain/rollout/record.ts';
import { wantedCenter } from '../environments/control-center.ts';
import { type Arm, armOf, saltOf } from '../routing/arm.ts';

/** The arm that a user is in. */
export interface Place {
  readonly arm: Arm;
  /** The id of the rollout that runs; null when none does. */
  readonly rollout: string | null;
  /** The revision of the weight that decided; rises while a rollout runs, 0 when none does. */
  readonly revision: number;
}

/** The place of everybody while no rollout runs. */
export const everyoneOnStable: Place = { arm: 'stable', rollout: null, revision: 0 };

/** Returns the place of a user by the service's record: the same arm as at the edge, which has the same salt and weight. */
export function locateUser(record: ServiceRecord | null, user: string): Place {
  const rollout = record?.rollout ?? null;
  if (rollout === null || isFinished(rollout)) return everyoneOnStable;
  const { weight, revision } = reachedWeight(rollout);
  return { arm: armOf({ salt: rolloutSalt(rollout), weight, key: user }), rollout: rollout.id, revision };
}

/**
 * Returns the weight that users have. While the weight rises, it is the last one on which all targets agreed, so that nobody
 * gets ahead of the edge; during a rollback, it is the intended one at once. A generation that raised the weight counts when its
 * targets have agreed.
 */
function reachedWeight({ weight, agreed, generation }: Rollout): {
  readonly weight: number;
  readonly revision: number;
} {
  return agreed < weight ? { weight: agreed, revision: generation - 1 } : { weight, revision: generation };
}

/**
 * Returns the salt that assigns the users: the rollout's own, unless it adopted a split at the edge, whose users stay where they
 * are. The kind `edge` freezes the salt in use as `own`.
 */
function rolloutSalt({ id, targets }: Rollout): string {
  const frozen = targets.find(({ config }) => config.kind === 'edge')?.frozen;
  const own = typeof frozen === 'object' && frozen !== null && 'own' in frozen ? frozen.own : null;
  return typeof own === 'string' ? own : saltOf(id);
}

/**
 * Returns the environment of an arm: by the roles of the rollout while it runs, by those it left behind once it is over, and by
 * the configuration before the first one. The edge does the same: a completed rollout exchanges the sides there too.
 */
export function environmentForArm(arm: Arm, record: ServiceRecord | null, first: EnvironmentId): EnvironmentId {
  const stable = stableEnvironment(record) ?? first;
  return arm === 'stable' ? stable : otherEnvironment(stable);
}

function stableEnvironment(record: ServiceRecord | null): EnvironmentId | null {
  const rollout = record?.rollout ?? null;
  // A rollout from before the service had environments has no roles.
  return (rollout === null ? record?.controlCenter?.value : wantedCenter(rollout, 0))?.fallback ?? null;
}
