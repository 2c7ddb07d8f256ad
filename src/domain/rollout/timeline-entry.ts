import * as z from 'zod/mini';
import { actorSchema } from '../people/person.ts';
import { type Infer, object, type Schema } from '../schema.ts';

const entry = object({
  /** Position, from 1, without gaps. */
  n: z.number(),
  at: z.number(),
  by: actorSchema,
  text: z.string(),
});

/** One line of the timeline. `text` is plain; views escape it. */
export interface TimelineEntry extends Infer<typeof entry> {}

export const timelineEntrySchema: Schema<TimelineEntry> = entry;
