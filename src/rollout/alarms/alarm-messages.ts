import type { AlarmMessage, MessageRef } from '../../domain/rollout/message-ref.ts';
import type { Rollout } from '../../domain/rollout/record.ts';
import type { Planned } from '../../domain/rollout/signal.ts';

/** The number of alarm messages that a rollout keeps; the newest stay. */
const KEEP_MESSAGES = 10;

function addMessage(known: readonly AlarmMessage[], message: AlarmMessage): readonly AlarmMessage[] {
  return known.some(({ key }) => key === message.key) ? known : [...known, message].slice(-KEEP_MESSAGES);
}

/** Saves in a rollout the alarm messages that are about to be posted for it, so that they can say how it ended. */
export function withAlarmMessages(rollout: Rollout, planned: readonly Planned[]): Rollout {
  const { alarmMessages: known = [] } = rollout;
  let messages = known;
  for (const { key, body } of planned) {
    if (body.kind !== 'breach' || body.outcome.rollout !== rollout.id) continue;
    messages = addMessage(messages, { key, channel: body.channel, ts: null });
  }
  return messages === known ? rollout : { ...rollout, alarmMessages: messages };
}

/** Saves the positions of alarm messages in Slack, by their keys. */
export function withAlarmPlaces(rollout: Rollout, places: ReadonlyMap<string, MessageRef>): Rollout {
  const { alarmMessages = [] } = rollout;
  if (!alarmMessages.some(({ key }) => places.has(key))) return rollout;
  return { ...rollout, alarmMessages: alarmMessages.map((message) => ({ ...message, ...places.get(message.key) })) };
}
