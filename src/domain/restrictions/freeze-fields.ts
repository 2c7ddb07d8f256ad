import * as z from 'zod/mini';
import { requesterSchema } from '../people/person.ts';
import { type Infer, object } from '../schema.ts';

/** The fields of a freeze in force. */
export const freezeInForceFields = {
  /** The end, in milliseconds since the epoch. */
  until: z.number(),
  /** The person or IAM identity that commanded it; null for a window of serin.yml. */
  by: z.nullable(requesterSchema),
  reason: z.string(),
};

const inForce = object(freezeInForceFields);

/** The freeze that a service is under. */
export interface FreezeInForce extends Infer<typeof inForce> {}
