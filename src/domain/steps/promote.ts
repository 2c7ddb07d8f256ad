import * as z from 'zod/mini';
import { type Infer, object } from '../schema.ts';
import { type PhaseFacts, QUIET } from './facts.ts';

const phase = object({ status: z.literal('promoting'), since: z.number() });
const activity = object({ status: z.literal('promoting') });

/** The promotion behind the last step. */
export const promoting: PhaseFacts<Infer<typeof phase>, Infer<typeof activity>> = {
  ...{ phase, activity, word: 'promoting', ...QUIET },
  stop: () => ({ status: 'promoting' }),
  endsAt: () => null,
};
