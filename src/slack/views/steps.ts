import type { Step } from '../../rollout/plan.ts';
import type { Phase, Rollout } from '../../rollout/record.ts';
import { duration, percent } from '../../rollout/wording.ts';
import { escaped, fitLines, mention, when } from '../mrkdwn.ts';

/** Room for the steps in one message, in characters. */
const ROOM = 1600;

/** The people of a gate, in mrkdwn of at most 500 characters. Mentions tell them: use where that is meant. */
export function people(from: readonly string[]): string {
  const shown = from.slice(0, 10).map(mention);
  return `${shown.join(', ')}${from.length > shown.length ? ` and ${from.length - shown.length} more` : ''}`;
}

/** A step in a few words. */
function stepWords(step: Step): string {
  switch (step.kind) {
    case 'shift':
      return `Shift to ${percent(step.weight)}`;
    case 'bake':
      return `Bake ${duration(step.ms)}`;
    case 'approve':
      return `Approval by ${step.count} of ${step.from.length} named, within ${duration(step.within)}`;
  }
}

/** What is known of the step that is current: until when, and who has done what. */
function currentWords(phase: Phase): string {
  switch (phase.status) {
    case 'baking':
      return ` · until ${when(phase.until, '{time}')}`;
    case 'awaiting-approval': {
      const given = phase.approvals
        .map(({ by, at }) => `${escaped(by.name || by.id, 40)} ${when(at, '{time}')}`)
        .slice(0, 5);
      return ` · until ${when(phase.expiresAt, '{time}')}${given.length === 0 ? '' : ` · approved by ${given.join(', ')}`}`;
    }
    case 'shifting':
    case 'promoting':
      return ` · since ${when(phase.since, '{time}')}`;
    case 'paused':
    case 'holding':
      return phase.activity.status === 'baking' ? ` · ${duration(phase.activity.remaining)} left` : '';
    default:
      return '';
  }
}

function isGoingBack(phase: Phase): boolean {
  return phase.status === 'rolling-back' || phase.status === 'rolled-back' || phase.status === 'stuck';
}

/** The sign before a step: done, current, given up, still to come. */
function sign(rollout: Rollout, index: number): string {
  if (rollout.phase.status === 'completed' || index < rollout.step) return '✓';
  if (isGoingBack(rollout.phase)) return '✗';
  return index === rollout.step ? '▸' : '·';
}

/** The steps with their state, one line each, the current one in bold with its times. */
export function stepLines(rollout: Rollout): string {
  const lines = rollout.config.plan.map((step, index) => {
    const isCurrent = index === rollout.step && !isGoingBack(rollout.phase) && rollout.phase.status !== 'completed';
    const words = isCurrent ? `*${stepWords(step)}*${currentWords(rollout.phase)}` : stepWords(step);
    return `${sign(rollout, index)}  ${words}`;
  });
  const from = Math.max(0, Math.min(rollout.step - 8, lines.length - 20));
  const hidden = from === 0 ? [] : [`✓  _${from} steps before_`];
  return fitLines([...hidden, ...lines.slice(from)], ROOM, 'steps');
}

/** The plan as it will go, each step with its time after the start; gates stop the count, so they say so. */
export function planLines(plan: readonly Step[]): string {
  let elapsed = 0;
  const lines = plan.map((step) => {
    const at = elapsed === 0 ? 'at once' : `+${duration(elapsed)}`;
    if (step.kind === 'bake') elapsed += step.ms;
    const who = step.kind === 'approve' ? ` (${people(step.from)})` : '';
    return `${at} · ${stepWords(step)}${who}`;
  });
  const waits = plan.some((step) => step.kind === 'approve');
  const total = `In all ${duration(elapsed)}${waits ? ', and the time that people take to approve' : ''}.`;
  return `${fitLines(lines, ROOM, 'steps')}\n_${total}_`;
}
