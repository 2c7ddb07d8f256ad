import { waitsForEvidence } from '../../../../domain/analysis/rollout-words.ts';
import { shownWords } from '../../../../domain/rollout/read-share.ts';
import type { PhaseOf } from '../../../../domain/rollout/running-phase.ts';
import type { BakeStep } from '../../../../domain/steps/bake.ts';
import { duration } from '../../../../domain/wording.ts';
import { escapeMrkdwn, formatMoment } from '../parts/mrkdwn.ts';
import type { PhaseView, StepView } from './step-view.ts';

/** A bake. */
export const bake: StepView<BakeStep> = {
  words: ({ ms, atMost }) =>
    atMost === undefined ? `Bake ${duration(ms)}` : `Bake until healthy, ${duration(ms)} to ${duration(atMost)}`,
  gives: () => null,
  unknownLength: null,
};

/** A bake that runs. */
export const baking: PhaseView<PhaseOf<'baking'>> = {
  sign: '🐤',
  buttons: ['skip', 'pause', 'promote', 'rollback'],
  situation: (rollout, { until }) => {
    const at = escapeMrkdwn(shownWords(rollout), 120);
    return waitsForEvidence(rollout)
      ? `Baking at ${at}: its time was over at ${formatMoment(until, '{time}')}, and Serin waits until it knows whether the canary is worse.`
      : `Baking at ${at} until ${formatMoment(until)}.`;
  },
};
