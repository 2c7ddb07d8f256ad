import { isOf } from '../../domain/plan/plan.ts';
import type { Rollout } from '../../domain/rollout/record.ts';
import { type WaitUntilStep, waitEnd, waitText } from '../../domain/steps/wait-until.ts';
import { addEntry } from '../state/transition.ts';
import { type HandlerOf, NOTHING_DUE, type StepHandler } from './handler.ts';

/** Waits until a time of the day. */
export const waitUntil: StepHandler<WaitUntilStep> = {
  needsQuietAlarms: false,
  describe: (step) => `Wait until ${waitText(step)}`,
  enter: (rollout, step, now) => {
    const phase = { status: 'waiting', since: now, until: waitEnd(step, now) } as const;
    return addEntry({ ...rollout, phase }, now, `Waits until ${waitText(step)}.`);
  },
};

/**
 * Returns the moment at which a wait ends that goes on after a stop. One whose moment passed meanwhile has the next one; one that was
 * over before the stop is over.
 */
function endAfterStop({ phase, config, step }: Rollout, until: number, now: number): number {
  if (until > now) return until;
  const wait = config.plan[step];
  const wasOver = 'since' in phase && phase.since >= until;
  return wasOver || !isOf(wait, 'wait-until') ? now : waitEnd(wait, now);
}

/** A wait that runs. */
export const waiting: HandlerOf<'waiting'> = {
  resume: (rollout, { until }, now) => ({
    ...rollout,
    phase: { status: 'waiting', since: now, until: endAfterStop(rollout, until, now) },
  }),
  onTimer: (_rollout, { until }, _look, now) =>
    now >= until ? { answer: 'step-ends', due: until, say: 'The wait is over.' } : NOTHING_DUE,
};
