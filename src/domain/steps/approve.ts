import * as z from 'zod/mini';
import { personSchema } from '../people/person.ts';
import { type Infer, list, object } from '../schema.ts';
import { type PhaseFacts, QUIET, type StepFacts, WAITS } from './facts.ts';

const schema = object({
  kind: z.literal('approve'),
  /** The approvers: Slack user ids (`U…`, `W…`), user group ids (`S…`) or e-mail addresses. Never empty. */
  from: list(z.string()),
  /** The number of different people who must approve, at least 1. */
  count: z.number(),
  /** The time for which the approval stays open, in milliseconds. After that the rollout holds. */
  within: z.number(),
  /** The time before its end at which the approvers are reminded, in milliseconds; absent where nobody is, and in older records. */
  remind: z.exactOptional(z.number()),
  /** The people and groups who are asked too, and may approve, once it was open for `after` milliseconds; absent where nobody is. */
  escalate: z.exactOptional(object({ after: z.number(), to: list(z.string()) })),
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
  /** The moment from which the approvers are to be reminded, and the one at which they were; absent where they are not. */
  remindAt: z.exactOptional(z.number()),
  remindedAt: z.exactOptional(z.number()),
  /** The moment from which further approvers are to be asked, and the one from which they may approve; absent where nobody is. */
  escalateAt: z.exactOptional(z.number()),
  escalatedAt: z.exactOptional(z.number()),
});
const activity = object({ status: z.literal('awaiting-approval') });

/** An open approval. */
export const awaitingApproval: PhaseFacts<Infer<typeof phase>, Infer<typeof activity>> = {
  ...{ phase, activity, word: 'waiting for approval', ...QUIET, asks: true, tellsEnd: true },
  stop: () => ({ status: 'awaiting-approval' }),
  endsAt: ({ expiresAt }) => expiresAt,
};
