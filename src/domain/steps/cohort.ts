import * as z from 'zod/mini';
import { type Infer, list, object } from '../schema.ts';
import { type StepFacts, WAITS } from './facts.ts';

const schema = object({
  kind: z.literal('cohort'),
  /** Names that a target at the edge knows. Never empty. */
  names: list(z.string()),
});

/** A step that opens the canary to named groups of users, whatever the share is. Then the rollout is shifting. */
export interface CohortStep extends Infer<typeof schema> {}

export const cohort: StepFacts<CohortStep> = {
  schema,
  traits: ({ names }) => ({ ...WAITS, opens: names, raises: true, lasts: 0 }),
};
