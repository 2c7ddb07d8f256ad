import type { Step } from '../../../domain/plan/plan.ts';
import { type Phase, phaseStart } from '../../../domain/rollout/record.ts';
import { endsAt } from '../../../domain/rollout/running-phase.ts';
import type { StepStanding } from '../../../domain/rollout/step-standing.ts';
import type { RolloutPart } from '../../live/parts.ts';
import { capitalize, formatDuration, percent } from '../format.ts';
import { isOver } from './status.ts';

/** Describes a step in a few words. */
export function stepWords(step: Step): string {
  switch (step.kind) {
    case 'shift':
      return `Shift to ${percent(step.weight)}`;
    case 'cohort':
      return `Open to ${step.names.join(', ')}`;
    case 'bake':
      return `Bake ${formatDuration(step.ms)}`;
    case 'approve':
      return step.count === 1 ? 'Approval' : `${step.count} approvals`;
    case 'drain':
      return `Drain to ${step.atOrUnder}`;
    case 'hook':
      return `Hook ${step.function}`;
  }
}

/** Returns a note on a step that was skipped, promoted past or not run; empty for any other. */
export function stepNote({ state, by }: StepStanding): string {
  const who = by === null ? 'somebody' : capitalize(by.name === '' ? by.id : by.name);
  if (state === 'skipped') return `skipped by ${who}`;
  if (state === 'promoted') return `promoted by ${who}`;
  return state === 'not-run' ? 'not run' : '';
}

/** Returns the time left of the current step and the part of it that is over (0 to 1); null when only an event ends it. */
export function stepEnd(phase: Phase, now: number): { readonly left: number; readonly over: number } | null {
  const progressBetween = (from: number, to: number) => ({
    left: Math.max(0, to - now),
    over: Math.min(1, Math.max(0, (now - from) / (to - from))),
  });
  const end = endsAt(phase);
  if (end !== null) return progressBetween(phaseStart(phase), end);
  return null;
}

/** Describes the time of the current step in words. */
export function stepTime(phase: Phase, now: number): string {
  const end = stepEnd(phase, now);
  if (end !== null) return end.left === 0 ? 'about to end' : `${formatDuration(end.left)} left`;
  switch (phase.status) {
    case 'paused':
    case 'holding':
      return phase.activity.status === 'baking'
        ? `${formatDuration(phase.activity.remaining)} left, stopped`
        : 'stopped';
    case 'shifting':
    case 'promoting':
      return 'under way';
    default:
      return '';
  }
}

/**
 * Returns the time of the bakes still to come, the current one included, in milliseconds; null when the rollout is over, rolling
 * back or stuck.
 */
export function timeLeft({ plan, phase, step }: RolloutPart, now: number): number | null {
  if (isOver(phase) || phase.status === 'rolling-back' || phase.status === 'stuck') return null;
  const ahead = plan.slice(step + 1).reduce((sum, each) => sum + (each.kind === 'bake' ? each.ms : 0), 0);
  const current = phase.status === 'baking' ? Math.max(0, phase.until - now) : 0;
  return ahead + current;
}
