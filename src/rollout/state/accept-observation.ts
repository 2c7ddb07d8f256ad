import type { Rollout, TargetState } from '../../domain/rollout/record.ts';
import type { TargetObservation } from '../../domain/rollout/signal.ts';
import type { TargetReading } from '../../domain/target/reading.ts';

/** Returns the moment from which every read of a target failed; empty when it was read. */
function withUnreadSince(
  before: TargetReading | null,
  { at, fault, weight }: Pick<TargetReading, 'at' | 'fault' | 'weight'>,
): Pick<TargetReading, 'unreadSince'> {
  return fault === null || weight !== null ? {} : { unreadSince: before?.unreadSince ?? at };
}

/** Returns the newest moment at which a target was on its way to a share; empty where it never was. */
function withUnderWayAt(
  before: TargetReading | null,
  { at, towards }: Pick<TargetReading, 'at' | 'towards'>,
): Pick<TargetReading, 'underWayAt'> {
  const underWayAt = towards === undefined ? before?.underWayAt : at;
  return underWayAt === undefined ? {} : { underWayAt };
}

/** Returns the pause of a target with the moment at which it was first seen; empty where the target waits at none. */
function withPauseSince(
  before: TargetReading | null,
  { pause }: Pick<TargetReading, 'pause'>,
): Pick<TargetReading, 'pause'> {
  if (pause === undefined) return {};
  return { pause: before?.pause?.id === pause.id ? { ...pause, since: before.pause.since } : pause };
}

function withObservation(target: TargetState, seen: TargetObservation): TargetState {
  const { name: _name, change, ...observed } = seen;
  const { observed: before } = target;
  return {
    ...target,
    change,
    observed: {
      ...observed,
      ...withUnreadSince(before, seen),
      ...withUnderWayAt(before, seen),
      ...withPauseSince(before, seen),
    },
  };
}

/** The rollout with what was seen of its targets. What was not looked at stays as it was. */
export function acceptObservations(rollout: Rollout, observations: readonly TargetObservation[]): Rollout {
  return {
    ...rollout,
    targets: rollout.targets.map((target) => {
      const seen = observations.find(({ name }) => name === target.name);
      return seen === undefined ? target : withObservation(target, seen);
    }),
  };
}
