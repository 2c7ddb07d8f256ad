import { cohortsOpenAfter, hasOpen } from '../../domain/plan/cohorts.ts';
import type { Activity, HookCall, Rollout } from '../../domain/rollout/record.ts';
import { callHook, enter, openApproval, setIntention } from '../state/transition.ts';

/** Resumes the activity of a rollout. A shift is intended anew, an approval opens anew, a bake keeps its remaining time. */
export function resumeActivity(rollout: Rollout, activity: Activity, now: number): Rollout {
  switch (activity.status) {
    case 'shifting': {
      const cohorts = cohortsOpenAfter(rollout, rollout.step);
      const isIntended = activity.wanted === rollout.weight && hasOpen(rollout.cohorts, cohorts);
      const intended = isIntended ? rollout : setIntention(rollout, activity.wanted, now, cohorts);
      return { ...intended, phase: { status: 'shifting', since: now } };
    }
    case 'baking':
      return { ...rollout, phase: { status: 'baking', since: now, until: now + activity.remaining } };
    case 'awaiting-approval':
      return openApproval(rollout, now);
    case 'draining': {
      const { remaining, seen } = activity;
      return { ...rollout, phase: { status: 'draining', since: now, from: now, until: now + remaining, seen } };
    }
    case 'hooking':
      return resumeHook(rollout, activity.call, now);
    case 'promoting':
      return { ...rollout, phase: { status: 'promoting', since: now } };
  }
}

/**
 * Resumes a hook. A finished hook leads to the next step. A hook that failed, or that people were asked about because no answer
 * came, is called again; Serin waits for an answer that may still come in time.
 */
function resumeHook(rollout: Rollout, call: HookCall, now: number): Rollout {
  if (call.state === 'done') return enter(rollout, rollout.step + 1, now);
  if (call.state === 'due') return callHook(rollout, call.n, now);
  if (call.state === 'failed' || call.state === 'missed') return callHook(rollout, call.n + 1, now);
  return { ...rollout, phase: { status: 'hooking', since: now, call } };
}
