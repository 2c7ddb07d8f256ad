import * as z from 'zod/mini';
import { type Infer, object, type Schema } from '../schema.ts';

const message = object({ channel: z.string(), ts: z.string() });

/** The position of a message in Slack. */
export interface MessageRef extends Infer<typeof message> {}

const alarmMessage = object({
  /** The key of the effect that posts it, which the message carries. */
  key: z.string(),
  /** The channel as it is configured; its id once the message was found. */
  channel: z.string(),
  /** Null while the message is not found; the notifier looks for it by its key. */
  ts: z.nullable(z.string()),
});

/** A message about an alarm of a rollout. It is updated when the rollout ends. */
export interface AlarmMessage extends Infer<typeof alarmMessage> {}

export const alarmMessageSchema: Schema<AlarmMessage> = alarmMessage;

const card = object({ ...message.shape, permalink: z.string() });

/** The position of the card of a rollout in Slack, with its link. */
export interface CardRef extends Infer<typeof card> {}

export const cardRefSchema: Schema<CardRef> = card;
