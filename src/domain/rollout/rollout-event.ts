import * as z from 'zod/mini';
import { type Infer, object, type Schema } from '../schema.ts';

const type = z.enum([
  ...['Rollout Started', 'Rollout Step Changed', 'Rollout Held', 'Rollout Rolling Back'],
  ...['Rollout Rolled Back', 'Rollout Completed', 'Rollout Approval Requested', 'Rollout Approval Given'],
  'Rollout Approval Withdrawn',
] as const);

/** The kinds of events, as the detail types on the bus. */
export type RolloutEventType = Infer<typeof type>;

const event = object({
  /** The version of this shape. Fields may be added; none changes its meaning within it. */
  v: z.literal(1),
  /** The same in every delivery of one event, and different in every other. */
  key: z.string(),
  type,
  /** The moment of the change, in milliseconds since the epoch. */
  at: z.number(),
  service: z.string(),
  /** The id of the rollout. */
  rollout: z.string(),
  /** The version that users had before, and the one that is rolled out. */
  stable: z.string(),
  canary: z.string(),
  /** The name of the person who started it, or an IAM identity in short. */
  startedBy: z.string(),
  /** The status of the rollout after the change. */
  status: z.string(),
  /** The number of the current step, from 1, and of all; the current one is one more than all when they are done. */
  step: z.number(),
  steps: z.number(),
  /** The intended share on the canary, in percent. */
  weight: z.number(),
  /** The reason of a hold or of a rollback, in words; null for every other event. */
  reason: z.nullable(z.string()),
  /** The name of the person who approved, or took the approval back; null for every other event. */
  approvedBy: z.nullable(z.string()),
  /** The address of the card in Slack; null before it is posted. */
  card: z.nullable(z.string()),
});

/** A change of a rollout, as other systems receive it from the bus (docs/guides/events.md). */
export interface RolloutEvent extends Infer<typeof event> {}

export const rolloutEventSchema: Schema<RolloutEvent> = event;
