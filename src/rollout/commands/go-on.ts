import type { Rollout } from '../../domain/rollout/record.ts';
import { openApprovers } from '../../domain/rollout/running-phase.ts';
import type { Decision, Evidence } from '../../domain/rollout/signal.ts';
import type { Activity } from '../../domain/steps/registry.ts';
import { frozenRefusal, unlessFrozen } from '../restrictions/freeze-gate.ts';
import { accept } from '../state/transition.ts';
import { resumeActivity } from '../steps/enter.ts';

/** Goes on with what the plan stopped at, unless that raises in a freeze. @param resumed the rollout with what the person said */
export function goOnWith(
  activity: Activity,
  before: Rollout,
  resumed: Rollout,
  { freeze }: Evidence,
  now: number,
): Decision {
  return unlessFrozen(before, resumeActivity(resumed, activity, now), freeze, {
    go: (next) => accept(before, next, 'Resumed.', openApprovers(next)),
    stay: (frozen) => frozenRefusal(before, frozen),
  });
}
