import * as z from 'zod/mini';
import { type Infer, object } from '../schema.ts';
import { type PhaseFacts, QUIET, type StepFacts, WAITS } from './facts.ts';

const schema = object({
  kind: z.literal('bake'),
  /** The duration, in milliseconds; at least one minute, the resolution of the timers. */
  ms: z.number(),
  /** Its longest duration, in milliseconds, for a bake that ends when the canary is known to be not worse. */
  atMost: z.exactOptional(z.number()),
});

/** A step that waits and watches at the weight that was reached. */
export interface BakeStep extends Infer<typeof schema> {}

export const bake: StepFacts<BakeStep> = {
  schema,
  traits: ({ ms, atMost = null }) => ({ ...WAITS, lasts: ms, watches: { atMost } }),
};

const phase = object({ status: z.literal('baking'), since: z.number(), until: z.number() });
const activity = object({ status: z.literal('baking'), remaining: z.number() });

/** A bake that runs. */
export const baking: PhaseFacts<Infer<typeof phase>, Infer<typeof activity>> = {
  ...{ phase, activity, word: 'baking', ...QUIET, skippable: 'bake', tellsEnd: true },
  stop: ({ until }, now) => ({ status: 'baking', remaining: Math.max(0, until - now) }),
  endsAt: ({ until }) => until,
  left: ({ remaining }) => remaining,
};
