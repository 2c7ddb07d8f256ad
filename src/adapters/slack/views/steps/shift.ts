import { openWords } from '../../../../domain/plan/cohorts.ts';
import type { PhaseOf } from '../../../../domain/rollout/running-phase.ts';
import type { ShiftStep } from '../../../../domain/steps/shift.ts';
import { percent } from '../../../../domain/wording.ts';
import { escapeMrkdwn, formatMoment } from '../parts/mrkdwn.ts';
import { type PhaseView, STEP_BUTTONS, type StepView } from './step-view.ts';

/** A shift. */
export const shift: StepView<ShiftStep> = {
  words: ({ weight }) => `Shift to ${percent(weight)}`,
  gives: ({ weight }) => `${percent(weight)} of the traffic gets it`,
  unknownLength: null,
};

/** A shift, or cohorts that open. */
export const shifting: PhaseView<PhaseOf<'shifting'>> = {
  sign: '🔀',
  buttons: STEP_BUTTONS,
  situation: ({ weight, cohorts }, { since }) =>
    `Shifting to ${percent(weight)}${escapeMrkdwn(openWords(cohorts), 90)} since ${formatMoment(since)}.`,
};
