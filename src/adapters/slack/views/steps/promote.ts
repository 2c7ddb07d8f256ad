import type { PhaseOf } from '../../../../domain/rollout/running-phase.ts';
import { escapeMrkdwn, formatMoment } from '../parts/mrkdwn.ts';
import type { PhaseView } from './step-view.ts';

/** The promotion behind the last step. */
export const promoting: PhaseView<PhaseOf<'promoting'>> = {
  sign: '🏁',
  buttons: ['rollback'],
  situation: ({ canary }, { since }) => `Making ${escapeMrkdwn(canary, 100)} stable since ${formatMoment(since)}.`,
};
