import type { CohortStep } from '../../../../domain/steps/cohort.ts';
import { joinWithAnd } from '../../../../domain/wording.ts';
import { escapeMrkdwn } from '../parts/mrkdwn.ts';
import type { StepView } from './step-view.ts';

/** A step that opens cohorts. Then the rollout is shifting. */
export const cohort: StepView<CohortStep> = {
  words: ({ names }) => `Open to ${escapeMrkdwn(joinWithAnd(names), 120)}`,
  gives: ({ names }) => `it is opened to ${escapeMrkdwn(joinWithAnd(names), 120)}`,
  unknownLength: null,
};
