import type { Activity, Hold, Rollout, Status } from '../../rollout/record.ts';
import { because, percent } from '../../rollout/wording.ts';
import { escaped, mentionUser, when } from '../mrkdwn.ts';

/** One sign and one word per status, the same in every message. */
export const statusLook: Readonly<Record<Status, { readonly sign: string; readonly word: string }>> = {
  shifting: { sign: '🔀', word: 'shifting' },
  baking: { sign: '🐤', word: 'baking' },
  'awaiting-approval': { sign: '✋', word: 'waits for approval' },
  paused: { sign: '⏸️', word: 'paused' },
  holding: { sign: '❓', word: 'holds and asks' },
  promoting: { sign: '🏁', word: 'promoting' },
  'rolling-back': { sign: '⏪', word: 'rolling back' },
  stuck: { sign: '🆘', word: 'stuck' },
  completed: { sign: '✅', word: 'completed' },
  'rolled-back': { sign: '↩️', word: 'rolled back' },
};

function whyItHolds(hold: Hold, activity: Activity): string {
  switch (hold.kind) {
    case 'drift':
      return `somebody changed ${hold.target}: ${hold.detail}`;
    case 'partial':
      return `${hold.target} could not be brought ${activity.status === 'shifting' ? `to ${percent(activity.wanted)}` : 'up'} (${hold.fault.message}); the others went back to the last share where all agreed`;
    case 'gate-expired':
      return 'nobody approved in time';
    case 'alarm':
      return `the alarm ${hold.name} fires`;
    case 'alarm-missing':
      return `the alarm ${hold.name} does not exist any more`;
    case 'alarms-unreadable':
      return 'the alarms cannot be read';
  }
}

/** What the rollout is doing now and what comes next, as mrkdwn of at most 900 characters. */
export function situation(rollout: Rollout): string {
  const { phase } = rollout;
  switch (phase.status) {
    case 'shifting':
      return `Shifting to ${percent(rollout.weight)} since ${when(phase.since)}.`;
    case 'baking':
      return `Baking at ${percent(rollout.weight)} until ${when(phase.until)}.`;
    case 'awaiting-approval': {
      const step = rollout.config.plan[rollout.step];
      const count = step?.kind === 'approve' ? step.count : 1;
      return `Waits for approval (${phase.approvals.length} of ${count}) until ${when(phase.expiresAt)}.`;
    }
    case 'paused':
      return `Paused by ${mentionUser(phase.by.id)} since ${when(phase.since)}. Alarms are still watched.`;
    case 'holding':
      return `Holds since ${when(phase.since)}: ${escaped(whyItHolds(phase.why, phase.activity), 600)}. Resume or roll back.`;
    case 'promoting':
      return `Making ${escaped(rollout.canary, 100)} stable since ${when(phase.since)}.`;
    case 'rolling-back': {
      const why = `Going back since ${when(phase.since)}: ${escaped(because(phase.reason), 500)}.`;
      return phase.question === null ? why : `${why}\n${escaped(phase.question, 300)}`;
    }
    case 'stuck':
      return `*${escaped(phase.target, 200)} cannot be brought back* since ${when(phase.since)}: ${escaped(phase.fault.message, 400)} Tried ${phase.tries} times; somebody has to look.`;
    case 'completed':
      return `Completed ${when(phase.at)}.`;
    case 'rolled-back':
      return `Rolled back ${when(phase.at)}: ${escaped(because(phase.reason), 500)}.`;
  }
}
