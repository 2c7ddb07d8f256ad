import * as z from 'zod/mini';
import { type Infer, object, type Schema } from '../schema.ts';

const openPause = object({
  /** Tells it from every other pause of the target. */
  id: z.string(),
  /** The moment at which Serin first saw it, in milliseconds since the epoch; in a reading that of the read. */
  since: z.number(),
  /** The moment at which it ends by itself, in milliseconds since the epoch. */
  until: z.number(),
  /** The thing that happens then, in words: `ECS rolls the deployment back`. */
  atEnd: z.string(),
});

/** A pause at which a target waits for Serin, for a limited time. */
export interface OpenPause extends Infer<typeof openPause> {}

export const openPauseSchema: Schema<OpenPause> = openPause;
