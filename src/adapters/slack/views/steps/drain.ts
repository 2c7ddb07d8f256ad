import { isOf } from '../../../../domain/plan/plan.ts';
import type { PhaseOf } from '../../../../domain/rollout/running-phase.ts';
import type { DrainStep } from '../../../../domain/steps/drain.ts';
import { duration, formatNumber } from '../../../../domain/wording.ts';
import { code, escapeMrkdwn, formatMoment } from '../parts/mrkdwn.ts';
import { type PhaseView, STEP_BUTTONS, type StepView } from './step-view.ts';

/** A drain. */
export const drain: StepView<DrainStep> = {
  words: ({ metric, atOrUnder, atMost }) =>
    `Drain until ${code(metric.name, 64)} is ${atOrUnder} or less, at most ${duration(atMost)}`,
  gives: () => null,
  unknownLength: { after: 'the drain', takes: 'the drain takes' },
};

/** A drain that runs: what is left of the stable version, and the deadline. */
export const draining: PhaseView<PhaseOf<'draining'>> = {
  sign: '🚰',
  buttons: STEP_BUTTONS,
  situation: ({ config, step }, { seen, until }) => {
    const at = config.plan[step];
    if (!isOf(at, 'drain')) return `Drains until ${formatMoment(until)} at most.`;
    const name = `\`${escapeMrkdwn(at.metric.name, 100)}\``;
    const left = seen === null ? `${name} was not read yet` : `${name} is *${formatNumber(seen.value)}*`;
    return `Drains the old version: ${left}; goes on at ${at.atOrUnder} or less, ${formatMoment(until)} at the latest. Its arm stays as it is.`;
  },
};
