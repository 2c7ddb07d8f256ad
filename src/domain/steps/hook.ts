import * as z from 'zod/mini';
import { type Infer, object, type Schema } from '../schema.ts';
import { type PhaseFacts, QUIET, type StepFacts, WAITS } from './facts.ts';

const schema = object({
  kind: z.literal('hook'),
  /** The name of the function. */
  function: z.string(),
  /** The alias or version that is called; null for `$LATEST`. */
  qualifier: z.nullable(z.string()),
  /** The timeout for its answer, in milliseconds; at least one minute, the resolution of the timers. */
  within: z.number(),
  /** The reaction to a failure: hold and ask, or roll back. */
  onFailure: z.enum(['hold', 'rollback']),
  /** True for a hook after which the old version may not work any more, such as one that drops a column. */
  pointOfNoReturn: z.boolean(),
});

/** A step that calls a Lambda function and waits for its answer. It moves no traffic. */
export interface HookStep extends Infer<typeof schema> {}

export const hook: StepFacts<HookStep> = {
  schema,
  traits: ({ pointOfNoReturn }) => ({ ...WAITS, raises: pointOfNoReturn, needsAll: pointOfNoReturn }),
};

const hookCall = object({
  /** The number of the call, from 1. The token that the function gets is for exactly this rollout, step and call. */
  n: z.number(),
  /**
   * `due`: to be made. `called`: a worker saved that it makes the call, and then made it; nobody knows whether the function ran.
   * `taken`: the function ran and answers later. `missed`: its time is over, and people were asked; an answer still counts. `done`
   * and `failed`: it has answered, or AWS refused the call permanently.
   */
  state: z.enum(['due', 'called', 'taken', 'missed', 'done', 'failed']),
  /** The moment from which it is in this state; for `due`: the moment from which a worker may make it. */
  at: z.number(),
  /** The moment until which Serin waits for an answer. */
  until: z.number(),
});

/** The call of the hook at the current step. Serin makes it once; only a person who resumes after a failure asks for another. */
export interface HookCall extends Infer<typeof hookCall> {}

const call: Schema<HookCall> = hookCall;
const phase = object({ status: z.literal('hooking'), since: z.number(), call });
const activity = object({ status: z.literal('hooking'), call });

/** A hook that is called, or is to be called. */
export const hooking: PhaseFacts<Infer<typeof phase>, Infer<typeof activity>> = {
  ...{ phase, activity, word: 'waiting for a hook', ...QUIET },
  stop: (at) => ({ status: 'hooking', call: at.call }),
  endsAt: (at) => at.call.until,
};
