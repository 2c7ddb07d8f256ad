import * as z from 'zod/mini';
import { personSchema } from '../people/person.ts';
import { shownStartSchema } from '../rollout/shown-start.ts';
import { startNotesSchema } from '../rollout/start-notes.ts';
import { dictionary, type Infer, list, object, type Schema } from '../schema.ts';
import { startTimeSchema } from './start-time.ts';

/** The most starts that join the queue of one service, the most hotfixes, and the most scheduled starts. */
export const MAX_QUEUED = 10;

const origin = object({
  channelId: z.string(),
  channelName: z.string(),
  isHome: z.exactOptional(z.literal(true)),
});

const queuedStart = object({
  /** The key of the command that queued it, from which the id of its rollout is made. */
  key: z.string(),
  by: personSchema,
  /** The moment from which it waits, in milliseconds since the epoch. */
  at: z.number(),
  label: z.string(),
  explicit: dictionary(z.string()),
  notes: z.exactOptional(startNotesSchema),
  /** The name of its plan; absent for that of the service itself. */
  plan: z.exactOptional(z.string()),
  force: z.exactOptional(z.literal(true)),
  fix: z.exactOptional(z.literal(true)),
  /** The reason of a hotfix, which goes in front of the others; absent for every other start. */
  hotfix: z.exactOptional(z.string()),
  /** True where its requester need not be shown it again before it starts. */
  isConfirmed: z.exactOptional(z.literal(true)),
  /** The start as its requester was shown it; absent where they were not. At its turn it starts with these versions and this plan only. */
  shown: z.exactOptional(shownStartSchema),
  /** The moment that it was scheduled for; absent for one that was not. */
  scheduled: z.exactOptional(startTimeSchema),
  /** The place that it was asked for in, which is checked again at its turn. */
  origin,
  /** See `SlackCommand`. */
  organisation: z.exactOptional(z.string()),
});

/** A start that waits until it is its turn. */
export interface QueuedStart extends Infer<typeof queuedStart> {}

const scheduledStart = object({ ...queuedStart.shape, scheduled: startTimeSchema });

/** A start that waits for its moment, and joins the queue then. */
export interface ScheduledStart extends Infer<typeof scheduledStart> {}

/** Scheduled starts: what is due first comes first; at most `MAX_QUEUED`, and never empty. */
export const scheduleSchema: Schema<readonly ScheduledStart[]> = list<ScheduledStart>(scheduledStart);

const stop = object({
  at: z.number(),
  /** The start that cannot begin; null where the rollout before was rolled back, or a scheduled start comes too late. */
  key: z.nullable(z.string()),
  /** The reason, a sentence without its full stop. */
  why: z.string(),
});

/** The reason why a queue moves only when people say so. */
export interface QueueStop extends Infer<typeof stop> {}

const queue = object({
  /** In the order of their turns; at most `MAX_QUEUED`, and never empty. */
  starts: list<QueuedStart>(queuedStart),
  /** Absent while the queue moves by itself. */
  stop: z.exactOptional(stop as Schema<QueueStop>),
  /** The next try of the first start, and why it waits; absent where nothing but the running rollout is in its way. */
  wait: z.exactOptional(object({ since: z.number(), until: z.number(), why: z.string() })),
});

/** The starts that wait behind the rollout of a service. */
export interface Queue extends Infer<typeof queue> {}

export const queueSchema: Schema<Queue> = queue;
