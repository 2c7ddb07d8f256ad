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

/** A wait that runs. */
export const waiting: HandlerOf<'waiting'> = {
  resume: (rollout, { until }, now) => ({ ...rollout, phase: { status: 'waiting', since: now, until } }),
  onTimer: (_rollout, { until }, _look, now) =>
    now >= until ? { answer: 'step-ends', due: until, say: 'The wait is over.' } : NOTHING_DUE,
};
