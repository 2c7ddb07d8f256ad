import { cohortsOpenAfter } from '../../domain/plan/cohorts.ts';
import type { CohortStep } from '../../domain/steps/cohort.ts';
import { joinWithAnd } from '../../domain/wording.ts';
import { addEntry } from '../state/transition.ts';
import type { StepHandler } from './handler.ts';
import { moveTo } from './shift.ts';

/** Opens the canary to named groups of users, whatever the share is. Then the rollout is shifting. */
export const cohort: StepHandler<CohortStep> = {
  needsQuietAlarms: true,
  describe: ({ names }) => `Open to ${joinWithAnd(names)}`,
  enter: (rollout, { names }, now) => {
    const opened = moveTo(rollout, rollout.weight, now, cohortsOpenAfter(rollout, rollout.step));
    return addEntry(opened, now, `Opens the canary to ${joinWithAnd(names)}.`);
  },
};
