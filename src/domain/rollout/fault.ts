import * as z from 'zod/mini';
import { type Infer, object, type Schema } from '../schema.ts';

const fault = object({
  /** Stable code, from AWS or from Serin. */
  code: z.string(),
  message: z.string(),
  /** True when a retry cannot help (the old version was deleted, …). */
  permanent: z.boolean(),
});

/** A failure of one target. */
export interface Fault extends Infer<typeof fault> {}

export const faultSchema: Schema<Fault> = fault;
