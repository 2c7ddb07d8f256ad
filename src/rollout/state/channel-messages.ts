import type { ChannelMessage, MessageRef } from '../../domain/rollout/message-ref.ts';
import type { Rollout } from '../../domain/rollout/record.ts';
import type { Planned } from '../../domain/rollout/signal.ts';

/** The number of messages that a rollout keeps; the newest stay. */
const KEEP_MESSAGES = 10;

/** Returns the message that an effect posts in the channel for a rollout; null where it posts none. */
function toMessage({ id, config }: Rollout, { key, body }: Planned): ChannelMessage | null {
  if (body.kind === 'notice' && body.rollout === id) {
    const { about, since } = body.news;
    return { key, channel: config.channel, ts: null, about, since };
  }
  if (body.kind !== 'breach' || body.outcome.rollout !== id) return null;
  return { key, channel: body.channel, ts: null, ...body.outcome.began };
}

/** Saves in a rollout the messages that are about to be posted in the channel for it, so that they can say how it went on. */
export function withChannelMessages(rollout: Rollout, planned: readonly Planned[]): Rollout {
  const { alarmMessages: known = [] } = rollout;
  let messages = known;
  for (const effect of planned) {
    const message = toMessage(rollout, effect);
    if (message === null || messages.some(({ key }) => key === message.key)) continue;
    messages = [...messages, message].slice(-KEEP_MESSAGES);
  }
  return messages === known ? rollout : { ...rollout, alarmMessages: messages };
}

/** Saves the positions of messages in Slack, by their keys. */
export function withMessagePlaces(rollout: Rollout, places: ReadonlyMap<string, MessageRef>): Rollout {
  const { alarmMessages = [] } = rollout;
  if (!alarmMessages.some(({ key }) => places.has(key))) return rollout;
  return { ...rollout, alarmMessages: alarmMessages.map((message) => ({ ...message, ...places.get(message.key) })) };
}
