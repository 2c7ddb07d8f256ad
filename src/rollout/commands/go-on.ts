import type { Rollout } from '../../domain/rollout/record.ts';
import { openApprovers } from '../../domain/rollout/running-phase.ts';
import type { Decision } from '../../domain/rollout/signal.ts';
import type { Activity } from '../../domain/steps/registry.ts';
import { accept } from '../state/transition.ts';
import { resumeActivity } from '../steps/enter.ts';

/** Goes on with what the plan stopped at. @param resumed the rollout with what the person said */
export function goOnWith(activity: Activity, before: Rollout, resumed: Rollout, now: number): Decision {
  const next = resumeActivity(resumed, activity, now);
  return accept(before, next, 'Resumed.', openApprovers(next));
}
