import * as z from 'zod/mini';
import { alarmChangeSchema } from '../alarm/state.ts';
import { environmentIdSchema } from '../environment/environment.ts';
import { checkSchema, findingSchema } from '../finding.ts';
import { dictionary, type Infer, list, object, oneOf, type Schema } from '../schema.ts';
import { CHANGES } from './message-ref.ts';
import { rolloutEventSchema } from './rollout-event.ts';
import { shownStartSchema } from './shown-start.ts';
import { startNotesSchema } from './start-notes.ts';
import { timelineEntrySchema } from './timeline-entry.ts';

const replyTo = object({
  user: z.string(),
  channel: z.string(),
  /** Slack's response_url; empty when there is none. */
  responseUrl: z.string(),
  /** True for the answer to a button in a message that it takes the place of. */
  replaces: z.exactOptional(z.literal(true)),
  /** True for an answer in the App Home of the person. */
  home: z.exactOptional(z.literal(true)),
});

/** The address of an answer to a person. */
export interface ReplyTo extends Infer<typeof replyTo> {}

const about = z.enum(CHANGES);

const outcome = object({
  rollout: z.nullable(z.string()),
  /** Says what Serin did or asks. */
  did: z.string(),
  /** The change of the rollout that the message tells of too; absent where the alarm changes nothing. */
  began: z.exactOptional(object({ about, since: z.number() })),
  /** Ids of the people who are called; absent where there is none. */
  mention: z.exactOptional(list(z.string())),
});

/** The outcome of an alarm change for the rollout, for the message. */
export interface AlarmChangeOutcome extends Infer<typeof outcome> {}

const offer = oneOf('kind', [
  object({ kind: z.literal('after-end'), service: z.string() }),
  object({
    kind: z.literal('start'),
    service: z.string(),
    label: z.string(),
    explicit: dictionary(z.string()),
    force: z.boolean(),
    fix: z.exactOptional(z.literal(true)),
    adopt: z.boolean(),
    notes: z.exactOptional(startNotesSchema),
    plan: z.exactOptional(z.string()),
    /** The moment that it is to be scheduled for, as `parseStartTime` reads it; absent where it starts at once. */
    startAt: z.exactOptional(z.string()),
    confirmed: shownStartSchema,
  }),
  object({ kind: z.literal('look-at-sync'), service: z.string() }),
  object({ kind: z.literal('sync'), service: z.string(), side: environmentIdSchema, plan: z.string() }),
]);

/** The buttons under an answer: to start what was shown, to look at what a sync would do, to have done what was shown, or to answer a change after the end. */
export type Offer = Infer<typeof offer>;

const reply = object({
  tone: z.enum(['done', 'refused', 'info']),
  /** A stable code for refusals; empty otherwise. */
  code: z.string(),
  text: z.string(),
  /** Entries of a list, each with the link to its card, empty where it has none; absent where there is no list. */
  entries: z.exactOptional(list(object({ text: z.string(), link: z.string() }))),
  /** Further lines: what will happen, findings, who may. */
  lines: list(z.string()),
  findings: list(findingSchema),
  /** Preflight's whole list, of a start that was asked for; empty otherwise. */
  checks: list(checkSchema),
  /** The drawing of the rollout that goes with it: its plan, the same before it started, or its status. */
  shows: z.nullable(z.enum(['plan', 'preview', 'status'])),
  /** A link to the card, where there is one. */
  link: z.nullable(z.string()),
  /** A table with its heads in the first row; empty when there is none. */
  table: list(list(z.string())),
  /** The next thing that the person can do, as a button. */
  offer: z.nullable(offer as Schema<Offer>),
});

/** An answer that only one person sees. */
export interface Reply extends Infer<typeof reply> {}

/** An answer that says nothing yet. */
export const EMPTY_REPLY: Reply = {
  tone: 'info',
  code: '',
  text: '',
  lines: [],
  findings: [],
  checks: [],
  shows: null,
  link: null,
  table: [],
  offer: null,
};

const build = object({
  v: z.literal(1),
  service: z.string(),
  /** The name of the component. */
  component: z.string(),
  /** The environment it is for. */
  side: environmentIdSchema,
  /** The version that the environment is to have. */
  version: z.string(),
  /** The same for the same request, however often it comes. */
  token: z.string(),
});

/** A request for a build, as the system that builds receives it. */
export interface BuildRequest extends Infer<typeof build> {}

const news = object({
  about,
  /** The moment at which it began. */
  since: z.number(),
  /** The fault or the question in words, with the numbers, without its full stop. */
  fact: z.string(),
  /** Ids of the people who are called. */
  mention: list(z.string()),
  /** The version that is next in a queue that has stopped. Absent in older records, and in what is about something else. */
  next: z.exactOptional(z.string()),
});

/**
 * A change of a rollout that people are told in the channel: a rollback or a hold that begins, a target that is stuck, the end, and
 * what somebody changed after it.
 */
export interface News extends Infer<typeof news> {}

const body = oneOf('kind', [
  object({ kind: z.literal('card'), rollout: z.string() }),
  object({
    kind: z.literal('thread'),
    rollout: z.string(),
    entries: list(timelineEntrySchema),
    mention: list(z.string()),
    /** The moment at which the approval opened that they are called for: once it is over, nobody is. Absent in older records. */
    asks: z.exactOptional(z.number()),
  }),
  object({ kind: z.literal('baseline'), rollout: z.string() }),
  /** The verdict that decided something, with its numbers. `at`: the moment of the decision. */
  object({ kind: z.literal('verdict'), rollout: z.string(), at: z.number() }),
  object({
    kind: z.literal('breach'),
    channel: z.string(),
    breach: alarmChangeSchema,
    outcome: outcome as Schema<AlarmChangeOutcome>,
  }),
  /** A message in the channel of its own. */
  object({ kind: z.literal('notice'), rollout: z.string(), news: news as Schema<News> }),
  /** Says in the channel that a deployment which something else began is not taken over. */
  object({ kind: z.literal('deployment'), channel: z.string(), text: z.string() }),
  /** The end of a hold, in the message about it. `message`: the key of that message. */
  object({ kind: z.literal('restate'), rollout: z.string(), message: z.string() }),
  object({ kind: z.literal('reply'), to: replyTo as Schema<ReplyTo>, reply: reply as Schema<Reply> }),
  object({ kind: z.literal('sync'), sync: z.string() }),
  object({ kind: z.literal('build'), build: build as Schema<BuildRequest> }),
  object({ kind: z.literal('event'), event: rolloutEventSchema }),
  object({ kind: z.literal('archive'), rollout: z.string() }),
]);

/** The content of an effect, by kind. Each is delivered at least once; its key makes the repeat harmless. */
export type EffectBody = Infer<typeof body>;

const effect = object({
  /** Deterministic: the same cause gives the same key. */
  key: z.string(),
  at: z.number(),
  attempts: z.number(),
  /** The moment until which one worker owns the delivery. */
  claimedUntil: z.number(),
  /** The moment before which nobody retries a failed delivery. */
  retryAt: z.number(),
  body: body as Schema<EffectBody>,
});

/** One effect in the outbox. */
export interface Effect extends Infer<typeof effect> {}

export const effectSchema: Schema<Effect> = effect;
