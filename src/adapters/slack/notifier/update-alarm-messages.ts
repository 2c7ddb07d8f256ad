import type { AlarmMessage } from '../../../domain/rollout/message-ref.ts';
import type { Rollout } from '../../../domain/rollout/record.ts';
import type { Log } from '../../../ports/log.ts';
import { ChannelNotFound, type Channels } from '../channels.ts';
import { hasOutcome, withOutcome } from '../views/alarms/outcome.ts';
import type { Messages } from './messages.ts';

/** Brings the messages about the alarms of a rollout up to date once it rolls back or is over: their buttons go. */
export type AlarmMessages = (rollout: Rollout) => Promise<void>;

/** @returns a function that may be called again and again: it looks at the messages as they are */
export function createAlarmMessages(deps: {
  readonly channels: Channels;
  readonly messages: Messages;
  readonly log: Log;
}): AlarmMessages {
  const { channels, messages, log } = deps;

  /** The id of the channel of a message; null where Slack knows none by that name any more. */
  async function findChannel({ channel, ts }: AlarmMessage): Promise<string | null> {
    if (ts !== null) return channel;
    try {
      return await channels.idOf(channel);
    } catch (error) {
      if (!(error instanceof ChannelNotFound)) throw error;
      log.warn({ channel }, 'the channel of a message about an alarm is gone; the message stays as it is');
      return null;
    }
  }

  return async (rollout) => {
    if (!hasOutcome(rollout)) return;
    for (const message of rollout.alarmMessages ?? []) {
      const channel = await findChannel(message);
      const drawn = channel === null ? null : await messages.read(channel, message);
      if (channel === null || drawn === null) continue;
      const redrawn = withOutcome(drawn, rollout);
      if (redrawn.text !== drawn.text) await messages.update(channel, drawn.ts, redrawn);
    }
  };
}
