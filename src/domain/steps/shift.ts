import * as z from 'zod/mini';
import { type Infer, object } from '../schema.ts';
import { type PhaseFacts, QUIET, type StepFacts, WAITS } from './facts.ts';

const schema = object({
  kind: z.literal('shift'),
  /** Share of traffic on the canary, in percent, 0 to 100, decimals allowed. */
  weight: z.number(),
  /** True where the rest stays on stable while the next steps watch, so that both versions are compared to the end; else absent. */
  holdback: z.exactOptional(z.literal(true)),
});

/** A step that moves the canary to a share of the traffic. */
export interface ShiftStep extends Infer<typeof schema> {}

export const shift: StepFacts<ShiftStep> = {
  schema,
  traits: ({ weight }) => ({ ...WAITS, share: weight, raises: true, lasts: 0 }),
};

const phase = object({ status: z.literal('shifting'), since: z.number() });
const activity = object({ status: z.literal('shifting'), wanted: z.number() });

/** Targets are brought to a share or to cohorts. */
export const shifting: PhaseFacts<Infer<typeof phase>, Infer<typeof activity>> = {
  ...{ phase, activity, word: 'shifting', ...QUIET, moves: true },
  stop: (_phase, _now, weight) => ({ status: 'shifting', wanted: weight }),
  endsAt: () => null,
};
