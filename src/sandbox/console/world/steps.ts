import type { StepStanding } from '../../../domain/rollout/step-standing.ts';
import type { PhasePart, RolloutPart } from '../../live/parts.ts';
import { capitalize, formatDuration } from '../format.ts';

/** Returns a note on a step that was skipped, promoted past or not run; empty for any other. */
export function stepNote({ state, by }: StepStanding): string {
  const who = by === null ? 'somebody' : capitalize(by.name === '' ? by.id : by.name);
  if (state === 'skipped') return `skipped by ${who}`;
  if (state === 'promoted') return `promoted by ${who}`;
  return state === 'not-run' ? 'not run' : '';
}

/** Returns the time left of the current step and the part of it that is over (0 to 1); null when only an event ends it. */
export function stepEnd(
  { time }: Pick<PhasePart, 'time'>,
  now: number,
): { readonly left: number; readonly over: number } | null {
  if (time === null) return null;
  const { from, until } = time;
  return { left: Math.max(0, until - now), over: Math.min(1, Math.max(0, (now - from) / (until - from))) };
}

/** Describes the time of the current step in words. */
export function stepTime(phase: PhasePart, now: number): string {
  if (phase.waits) return 'waits for evidence';
  const end = stepEnd(phase, now);
  if (end !== null) return end.left === 0 ? 'about to end' : `${formatDuration(end.left)} left`;
  switch (phase.tone) {
    case 'asks':
      return phase.left === null ? 'stopped' : `${formatDuration(phase.left)} left, stopped`;
    case 'going':
      return 'under way';
    case 'good':
    case 'bad':
      return '';
  }
}

/**
 * Returns the time of the bakes still to come, the current one included, in milliseconds; null when the rollout is over, rolling
 * back or stuck.
 */
export function timeLeft({ plan, phase, step }: RolloutPart, now: number): number | null {
  if (phase.over !== null || phase.tone === 'bad') return null;
  const ahead = plan.slice(step + 1).reduce((sum, each) => sum + (each.lasts ?? 0), 0);
  const isKnown = (plan[step]?.lasts ?? null) !== null;
  return ahead + (isKnown ? (stepEnd(phase, now)?.left ?? 0) : 0);
}
