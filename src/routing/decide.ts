import { type Arm, armOf } from './arm.ts';
import type { Split } from './split.ts';

/** The verified facts about a requester; null and empty where nothing is known. */
export interface Evidence {
  /** The arm that a tester's signed override names, if its signature and time are right. */
  readonly override: Arm | null;
  /** The cohorts that who asks belongs to, open or not. */
  readonly cohorts: readonly string[];
  /** The room or tenant: people who must meet are in one arm. */
  readonly room: string | null;
  /** The id of the user, the same on each of their devices. */
  readonly user: string | null;
  /** The random id of a browser that is nobody yet. */
  readonly visitor: string | null;
}

/** The reason of a decision: an override, a cohort, the bucket of a room, a user or a visitor, or nothing, which is stable. */
export type DecidedBy = 'override' | 'cohort' | 'room' | 'user' | 'visitor' | 'nothing';

/** The arm of one request, and why. */
export interface Decision {
  readonly arm: Arm;
  readonly by: DecidedBy;
}

/**
 * The arm of who asks. The first of these that is known decides: a signed override; a cohort that is open, which gives the
 * canary; the bucket of the room or tenant; that of the user; that of the visitor. Who is nobody is on stable.
 */
export function decideArm(split: Split, evidence: Evidence): Decision {
  if (evidence.override !== null) return { arm: evidence.override, by: 'override' };
  if (evidence.cohorts.some((cohort) => split.cohorts.indexOf(cohort) >= 0)) return { arm: 'canary', by: 'cohort' };
  if (evidence.room !== null) return { arm: decideArmByKey(split, evidence.room), by: 'room' };
  if (evidence.user !== null) return { arm: decideArmByKey(split, evidence.user), by: 'user' };
  if (evidence.visitor !== null) return { arm: decideArmByKey(split, evidence.visitor), by: 'visitor' };
  return { arm: 'stable', by: 'nothing' };
}

function decideArmByKey(split: Split, key: string): Arm {
  return armOf({ salt: split.salt, weight: split.weight, key: key });
}
