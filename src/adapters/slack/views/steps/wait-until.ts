import { waitsForEvidence } from '../../../../domain/analysis/rollout-words.ts';
import { shownWords } from '../../../../domain/rollout/read-share.ts';
import type { PhaseOf } from '../../../../domain/rollout/running-phase.ts';
import { type WaitUntilStep, waitText } from '../../../../domain/steps/wait-until.ts';
import { escapeMrkdwn, formatMoment } from '../parts/mrkdwn.ts';
import type { PhaseView, StepView } from './step-view.ts';

/** A wait. */
export const waitUntil: StepView<WaitUntilStep> = {
  words: (step) => `Wait until ${escapeMrkdwn(waitText(step), 80)}`,
  gives: () => null,
  unknownLength: { after: 'the wait', takes: 'waits take' },
};

/** A wait that runs. */
export const waiting: PhaseView<PhaseOf<'waiting'>> = {
  sign: '⏰',
  buttons: ['skip', 'pause', 'promote', 'rollback'],
  situation: (rollout, { until }) => {
    const at = escapeMrkdwn(shownWords(rollout), 120);
    return waitsForEvidence(rollout)
      ? `Waiting at ${at}: its time came at ${formatMoment(until, '{time}')}, and Serin waits until it knows whether the canary is worse.`
      : `Waiting at ${at} until ${formatMoment(until)}.`;
  },
};
