import { openWords } from '../../../../domain/plan/cohorts.ts';
import { holdbackText } from '../../../../domain/plan/holdback.ts';
import type { PhaseOf } from '../../../../domain/rollout/running-phase.ts';
import type { ShiftStep } from '../../../../domain/steps/shift.ts';
import { percent } from '../../../../domain/wording.ts';
import { escapeMrkdwn, formatMoment } from '../parts/mrkdwn.ts';
import { type PhaseView, STEP_BUTTONS, type StepView } from './step-view.ts';

/** A shift. */
export const shift: StepView<ShiftStep> = {
  words: (step, stable) => `Shift to ${percent(step.weight)}${afterSign(': ', step, stable)}`,
  gives: (step, stable) => `${percent(step.weight)} of the traffic gets it${afterSign('; ', step, stable)}`,
  unknownLength: null,
};

/** Returns who stays on the old version, after a sign; empty where nobody is held back. */
function afterSign(sign: string, step: ShiftStep, stable: string): string {
  const kept = holdbackText(step, escapeMrkdwn(stable, 60));
  return kept === '' ? '' : `${sign}${kept}`;
}

/** A shift, or cohorts that open. */
export const shifting: PhaseView<PhaseOf<'shifting'>> = {
  sign: '🔀',
  buttons: STEP_BUTTONS,
  situation: ({ weight, cohorts }, { since }) =>
    `Shifting to ${percent(weight)}${escapeMrkdwn(openWords(cohorts), 90)} since ${formatMoment(since)}.`,
};
