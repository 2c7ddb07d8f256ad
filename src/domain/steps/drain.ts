import * as z from 'zod/mini';
import { metricSchema, newestReadingSchema } from '../plan/metric.ts';
import { type Infer, object } from '../schema.ts';
import { type PhaseFacts, QUIET, type StepFacts, WAITS } from './facts.ts';

const schema = object({
  kind: z.literal('drain'),
  /** The metric that counts the remaining use of the old version: sessions, connections. */
  metric: metricSchema,
  /** The same metric for the canary. The start derives it where the metric names the stable arm; a file leaves it out. */
  onCanary: z.exactOptional(metricSchema),
  /** The wait is over when a reading is at or under this number. */
  atOrUnder: z.number(),
  /** The longest wait, in milliseconds; at least one minute. */
  atMost: z.number(),
});

/** A step that waits, when everybody has the canary, until the old version is no longer in use. */
export interface DrainStep extends Infer<typeof schema> {}

export const drain: StepFacts<DrainStep> = { schema, traits: () => ({ ...WAITS, needsAll: true }) };

const phase = object({
  status: z.literal('draining'),
  since: z.number(),
  /** The moment from which everybody has the canary; a reading of an earlier minute does not count. */
  from: z.number(),
  /** The moment at which the wait ends, whatever the metric says. */
  until: z.number(),
  /** The newest reading since then; null while there is none. */
  seen: newestReadingSchema,
});
const activity = object({ status: z.literal('draining'), remaining: z.number(), seen: newestReadingSchema });

/** A drain that runs. */
export const draining: PhaseFacts<Infer<typeof phase>, Infer<typeof activity>> = {
  ...{ phase, activity, word: 'draining', ...QUIET },
  stop: ({ until, seen }, now) => ({ status: 'draining', remaining: Math.max(0, until - now), seen }),
  endsAt: ({ until }) => until,
};
