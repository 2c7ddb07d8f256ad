import * as z from 'zod/mini';
import { type Infer, object, type Schema } from '../schema.ts';

const startNotes = object({
  /** The requester's words for those who watch or approve. */
  note: z.exactOptional(z.string()),
  /** The https URL of the change: a pull request, a ticket. */
  change: z.exactOptional(z.string()),
});

/** The words and the link that a person adds to a start; at least one of them. */
export interface StartNotes extends Infer<typeof startNotes> {}

export const startNotesSchema: Schema<StartNotes> = startNotes;
