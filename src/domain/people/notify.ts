import * as z from 'zod/mini';
import { type Infer, list, object, type Schema } from '../schema.ts';

const people = z.exactOptional(list(z.string()));

const notify = object({
  rollback: people,
  hold: people,
  stuck: people,
  /** `off` where the channel is not told of a rollout that is completed. */
  end: z.exactOptional(z.union([z.literal('off'), list(z.string())])),
});

/** The people whom messages in the channel call beside those concerned, as Slack user ids and user group ids, by what they tell. */
export interface Notify extends Infer<typeof notify> {}

export const notifySchema: Schema<Notify> = notify;
