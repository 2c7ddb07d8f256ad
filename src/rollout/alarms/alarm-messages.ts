import type { AlarmMessage, MessageRef } from '../../domain/message-ref.ts';
import type { Rollout } from '../../domain/record.ts';
import type { Planned } from '../../domain/signal.ts';

/** As many messages of alarms are kept with a rollout; of more, the newest. */
const KEEP_MESSAGES = 10;

function addMessage(known: readonly AlarmMessage[], message: AlarmMessage): readonly AlarmMessage[] {
  return known.some(({ key }) => key === message.key) ? known : [...known, message].slice(-KEEP_MESSAGES);
}

/** Keeps with a rollout which messages of alarms are about to be posted for it, so that they can say how it ended. */
export function withAlarmMessages(rollout: Rollout, planned: readonly Planned[]): Rollout {
  const { alarmMessages: known = [] } = rollout;
  let messages = known;
  for (const { key, body } of planned) {
    if (body.kind !== 'breach' || body.outcome.rollout !== rollout.id) continue;
    messages = addMessage(messages, { key, channel: body.channel, ts: null });
  }
  return messages === known ? rollout : { ...rollout, alarmMessages: messages };
}

/** Keeps where messages of alarms stand, by their keys. */
export function withAlarmPlaces(rollout: Rollout, places: ReadonlyMap<string, MessageRef>): Rollout {
  const { alarmMessages = [] } = rollout;
  if (!alarmMessages.some(({ key }) => places.has(key))) return rollout;
  return { ...rollout, alarmMessages: alarmMessages.map((message) => ({ ...message, ...places.get(message.key) })) };
}
