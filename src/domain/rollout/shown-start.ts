import * as z from 'zod/mini';
import { type Infer, object, type Schema } from '../schema.ts';

const shownStart = object({
  /** The newest rollout of the service at that moment. */
  rollout: z.string(),
  versions: z.string(),
  plan: z.string(),
  config: z.string(),
  findings: z.string(),
});

/** A start as a person was shown it: a digest of each part, so that a change since then is noticed, and which part it is. */
export interface ShownStart extends Infer<typeof shownStart> {}

export const shownStartSchema: Schema<ShownStart> = shownStart;
