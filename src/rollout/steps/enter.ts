import type { Rollout } from '../../domain/rollout/record.ts';
import type { Activity } from '../../domain/steps/registry.ts';
import { promote } from './promote.ts';
import { phaseHandler, stepHandler } from './registry.ts';

/** Enters a step of the plan. After the last one the canary is promoted. */
export function enter(rollout: Rollout, index: number, now: number): Rollout {
  const { plan } = rollout.config;
  const step = plan[index];
  if (step === undefined) return promote({ ...rollout, step: plan.length }, now);
  return stepHandler(step).enter({ ...rollout, step: index }, step, now);
}

/** Resumes the activity of a rollout, or enters the next step where the current one is over. */
export function resumeActivity(rollout: Rollout, activity: Activity, now: number): Rollout {
  return phaseHandler(activity).resume(rollout, activity, now) ?? enter(rollout, rollout.step + 1, now);
}
