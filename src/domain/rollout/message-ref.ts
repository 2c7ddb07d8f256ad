import * as z from 'zod/mini';
import { type Infer, object, type Schema } from '../schema.ts';

/**
 * The changes of a rollout that a message in the channel may tell of. `undone`: after its end somebody changed what it left. `queue`:
 * the queue behind it has stopped. `hotfix`: a hotfix goes in front of that queue, or begins. `scheduled`:
 * the moment of a scheduled start has come, and it waits in that queue. `late`: a target is not at its share. `pause`: a pause of a
 * target ends soon.
 */
export const CHANGES = [
  ...(['rollback', 'hold', 'stuck', 'end', 'undone', 'queue', 'hotfix', 'scheduled'] as const),
  ...(['late', 'pause'] as const),
] as const;

const message = object({ channel: z.string(), ts: z.string() });

/** The position of a message in Slack. */
export interface MessageRef extends Infer<typeof message> {}

const answer = object({ at: z.number(), text: z.string() });

/** The end of a hold: since when, and the line of the timeline that says how. */
export interface HoldAnswer extends Infer<typeof answer> {}

const channelMessage = object({
  /** The key of the effect that posts it, which the message carries. */
  key: z.string(),
  /** The channel as it is configured; its id once the message was found. */
  channel: z.string(),
  /** Null while the message is not found; the notifier looks for it by its key. */
  ts: z.nullable(z.string()),
  /** The change that it tells of; absent where it only tells of an alarm. */
  about: z.exactOptional(z.enum(CHANGES)),
  /** The moment at which that began; absent where `about` is. */
  since: z.exactOptional(z.number()),
  /** The end of the hold that it is about; absent before, and where a rollback or the end of the rollout says it. */
  answer: z.exactOptional(answer as Schema<HoldAnswer>),
});

/** A message in the channel about an alarm, a rollback or a hold of a rollout. It is updated as that goes on. */
export interface ChannelMessage extends Infer<typeof channelMessage> {}

export const channelMessageSchema: Schema<ChannelMessage> = channelMessage;

const card = object({ ...message.shape, permalink: z.string() });

/** The position of the card of a rollout in Slack, with its link. */
export interface CardRef extends Infer<typeof card> {}

export const cardRefSchema: Schema<CardRef> = card;
