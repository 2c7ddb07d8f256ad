import type { Rollout } from '../../domain/rollout/record.ts';
import { addEntry } from '../state/transition.ts';
import { type HandlerOf, NOTHING_DUE } from './handler.ts';

/** Promotes the canary: the end of every plan, behind its last step. */
export function promote(rollout: Rollout, now: number): Rollout {
  const promoting = { ...rollout, generation: rollout.generation + 1, intendedAt: now, promotionBegan: true };
  const phase = { status: 'promoting', since: now } as const;
  return addEntry({ ...promoting, phase }, now, 'All steps passed: making the canary stable.');
}

/** A promotion; what is seen of the targets ends it (`state/observe.ts`). */
export const promoting: HandlerOf<'promoting'> = {
  resume: (rollout, _activity, now) => ({ ...rollout, phase: { status: 'promoting', since: now } }),
  onTimer: () => NOTHING_DUE,
};
