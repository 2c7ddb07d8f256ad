import type { PhaseOf } from '../../../../domain/rollout/running-phase.ts';
import { escapeMrkdwn, formatMoment } from '../parts/mrkdwn.ts';
import type { PhaseView } from './step-view.ts';

/** The promotion behind the last step. */
export const promoting: PhaseView<PhaseOf<'promoting'>> = {
  sign: '🏁',
  buttons: ['rollback'],
  progress: ({ since }) => ` · since ${formatMoment(since, '{time}')}`,
  situation: ({ canary }, { since }) => `Making ${escapeMrkdwn(canary, 100)} stable since ${formatMoment(since)}.`,
};
