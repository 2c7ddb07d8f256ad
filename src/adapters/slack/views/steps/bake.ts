import { unclearAlarms } from '../../../../domain/alarm/unclear.ts';
import { waitsForEvidence } from '../../../../domain/analysis/rollout-words.ts';
import { isOf } from '../../../../domain/plan/plan.ts';
import { shownWords } from '../../../../domain/rollout/read-share.ts';
import type { Rollout } from '../../../../domain/rollout/record.ts';
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

/** Says what follows a bake, and that nobody has to do anything for it; empty where people are asked about an alarm. */
function describeEnd(rollout: Rollout): string {
  if (unclearAlarms(rollout).length > 0) return '';
  const next = rollout.config.plan[rollout.step + 1];
  return isOf(next, 'approve')
    ? ' Then people are asked to approve.'
    : ' Then the plan goes on by itself. You need to do nothing.';
}

/** A bake that runs. */
export const baking: PhaseView<PhaseOf<'baking'>> = {
  sign: '🐤',
  buttons: ['skip', 'pause', 'promote', 'rollback'],
  situation: (rollout, { until }) => {
    const at = escapeMrkdwn(shownWords(rollout), 120);
    const over = formatMoment(until, '{time}');
    if (rollout.freeze?.waits === true) return `The bake at ${at} was over at ${over}.`;
    return waitsForEvidence(rollout)
      ? `Baking at ${at}: its time was over at ${over}, and Serin waits until it knows whether the canary is worse.`
      : `Baking at ${at} until ${formatMoment(until)}.${describeEnd(rollout)}`;
  },
};
