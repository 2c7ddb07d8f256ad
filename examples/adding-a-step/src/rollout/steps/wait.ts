import { nextTime, timeText, type WaitStep } from '../../domain/steps/wait.ts';
import { addEntry } from '../state/transition.ts';
import { type HandlerOf, NOTHING_DUE, type StepHandler } from './handler.ts';

/** Waits until a time of the day. */
export const wait: StepHandler<WaitStep> = {
  needsQuietAlarms: false,
  describe: ({ at }) => `Wait until ${timeText(at)}`,
  enter: (rollout, { at }, now) => {
    const phase = { status: 'idling', since: now, until: nextTime(at, now) } as const;
    return addEntry({ ...rollout, phase }, now, `Waits until ${timeText(at)}.`);
  },
};

/** A wait that runs. A pause does not move the time at which it ends. */
export const idling: HandlerOf<'idling'> = {
  resume: (rollout, { until }, now) => ({ ...rollout, phase: { status: 'idling', since: now, until } }),
  onTimer: (_rollout, { until }, _look, now) =>
    now >= until ? { answer: 'step-ends', due: until, say: 'The wait is over.' } : NOTHING_DUE,
};
