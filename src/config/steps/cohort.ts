import * as z from 'zod';
import { isName, MAX_COHORTS } from '../../routing/split.ts';
import { stepConfig } from './step-config.ts';

const names = z
  .array(
    z
      .string()
      .refine(isName, 'a cohort has 1 to 32 of a-z, 0-9 and -')
      .meta({ description: 'The name of a cohort.', examples: ['staff'] }),
  )
  .min(1)
  .max(MAX_COHORTS)
  .meta({
    description: 'Names of cohorts, from `cohorts` of a target of the kind edge.',
    examples: [['staff', 'beta']],
  });

/** A step that opens the canary to named groups of users. The rules about their order are `rules/cohort.ts`. */
export const cohort = stepConfig(
  'cohort',
  names,
  { description: 'Opens the canary to named groups of users, whatever the share is.', example: ['staff'] },
  {
    limits: { names },
    read: (opened) => ({ kind: 'cohort', names: opened }),
    complaints: () => [],
    text: (step) => `cohort ${step.names.join(' ')}`,
  },
);
