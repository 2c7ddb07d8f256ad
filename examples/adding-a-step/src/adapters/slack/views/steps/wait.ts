import type { PhaseOf } from '../../../../domain/rollout/running-phase.ts';
import { timeText, type WaitStep } from '../../../../domain/steps/wait.ts';
import { formatMoment } from '../parts/mrkdwn.ts';
import { type PhaseView, STEP_BUTTONS, type StepView } from './step-view.ts';

/** A wait. */
export const wait: StepView<WaitStep> = {
  words: ({ at }) => `Wait until ${timeText(at)}`,
  gives: () => null,
  unknownLength: { after: 'the wait', takes: 'the wait takes' },
};

/** A wait that runs. */
export const idling: PhaseView<PhaseOf<'idling'>> = {
  sign: '⏰',
  buttons: STEP_BUTTONS,
  situation: (_rollout, { until }) => `Waits until ${formatMoment(until)}.`,
};
