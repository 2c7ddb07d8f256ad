import { comparedVersions } from '../../domain/analysis/rollout-words.ts';
import { cohortsOpenAfter, hasOpen } from '../../domain/plan/cohorts.ts';
import { holdbackText } from '../../domain/plan/holdback.ts';
import type { Rollout } from '../../domain/rollout/record.ts';
import type { ShiftStep } from '../../domain/steps/shift.ts';
import { percent } from '../../domain/wording.ts';
import { addEntry, setIntention } from '../state/transition.ts';
import { type HandlerOf, NOTHING_DUE, type StepHandler } from './handler.ts';

/** Brings every target to a share and to the cohorts that are open after the current step. */
export function moveTo(rollout: Rollout, weight: number, now: number, cohorts: readonly string[]): Rollout {
  return { ...setIntention(rollout, weight, now, cohorts), phase: { status: 'shifting', since: now } };
}

/** Moves the canary to a share of the traffic. */
export const shift: StepHandler<ShiftStep> = {
  needsQuietAlarms: true,
  describe: ({ weight, holdback }) =>
    `Shift to ${percent(weight)}${holdback === true ? `, ${percent(Number((100 - weight).toFixed(2)))} stay on stable` : ''}`,
  enter: (rollout, step, now) => {
    const kept = holdbackText(step, comparedVersions(rollout).stable);
    const text = `Shifts to ${percent(step.weight)}${kept === '' ? '' : `: ${kept}`}.`;
    return addEntry(moveTo(rollout, step.weight, now, rollout.cohorts), now, text);
  },
};

/** Targets are brought to a share or to cohorts; what is seen of them ends it (`state/observe.ts`). */
export const shifting: HandlerOf<'shifting'> = {
  resume: (rollout, { wanted }, now) => {
    const cohorts = cohortsOpenAfter(rollout, rollout.step);
    const isIntended = wanted === rollout.weight && hasOpen(rollout.cohorts, cohorts);
    return isIntended
      ? { ...rollout, phase: { status: 'shifting', since: now } }
      : moveTo(rollout, wanted, now, cohorts);
  },
  onTimer: () => NOTHING_DUE,
};
