import * as z from 'zod/mini';
import { type Infer, object, type Schema } from '../schema.ts';

const way = object({
  /** In percent. */
  weight: z.number(),
  /** The stage or the tasks that it waits for, in words: `ECS is at SCALE_UP, 1 of 4 tasks run`. */
  waitsFor: z.string(),
});

/** A share that a target comes to by itself, within minutes. */
export interface Way extends Infer<typeof way> {}

export const waySchema: Schema<Way> = way;
