import * as z from 'zod/mini';
import { requesterSchema } from '../people/person.ts';
import { type Infer, object } from '../schema.ts';

/** The fields of a lock on a service. */
export const lockFields = {
  /** The person or IAM identity that locked the service: nobody else starts it. */
  by: requesterSchema,
  /** The moment from which it is locked, in milliseconds since the epoch. */
  at: z.number(),
  reason: z.string(),
};

const lockOnService = object(lockFields);

/** The lock that a service is under. It has no end. */
export interface LockInForce extends Infer<typeof lockOnService> {}
