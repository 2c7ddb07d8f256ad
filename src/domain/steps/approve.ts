import * as z from 'zod/mini';
import { personSchema } from '../people/person.ts';
import { type Infer, list, object } from '../schema.ts';
import { type PhaseFacts, type StepFacts, WAITS } from './facts.ts';

const schema = object({
  kind: z.literal('approve'),
  /** The approvers: Slack user ids (`U…`, `W…`), user group ids (`S…`) or e-mail addresses. Never empty. */
  from: list(z.string()),
  /** The number of different people who must approve, at least 1. */
  count: z.number(),
  /** The time for which the approval stays open, in milliseconds. After that the rollout holds. */
  within: z.number(),
});

/** A step that waits for people. */
export interface ApproveStep extends Infer<typeof schema> {}

export const approve: StepFacts<ApproveStep> = { schema, traits: (step) => ({ ...WAITS, asks: step }) };

const approval = object({ by: personSchema, at: z.number() });

/** One person's approval of the open approval step. */
export interface Approval extends Infer<typeof approval> {}

const phase = object({
  status: z.literal('awaiting-approval'),
  openedAt: z.number(),
  expiresAt: z.number(),
  approvals: list<Approval>(approval),
});
const activity = object({ status: z.literal('awaiting-approval') });

/** An open approval. */
export const awaitingApproval: PhaseFacts<Infer<typeof phase>, Infer<typeof activity>> = {
  ...{ phase, activity, word: 'waiting for approval', moves: false, asks: true, tellsEnd: true },
  stop: () => ({ status: 'awaiting-approval' }),
  endsAt: ({ expiresAt }) => expiresAt,
};
