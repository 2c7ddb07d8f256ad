import type { ChannelMessage } from '../../../domain/rollout/message-ref.ts';
import type { Rollout } from '../../../domain/rollout/record.ts';
import type { Log } from '../../../ports/log.ts';
import { ChannelNotFound, type Channels } from '../channels.ts';
import { hasOutcome, withOutcome } from '../views/channel/outcome.ts';
import type { Messages } from './messages.ts';

/** Brings the messages of a rollout in the channel up to date. Both may be called again: they look at the messages as they are. */
export interface ChannelMessages {
  /** Says in every message how a rollout goes on that rolls back or is over: their buttons go. */
  tellOutcome(rollout: Rollout): Promise<void>;
  /** Draws one message anew, where it is still there. */
  redraw(rollout: Rollout, message: ChannelMessage): Promise<void>;
}

/** Reads each message from Slack and replaces what follows the rollout: the rest stays as it was posted. */
export function createChannelMessages(deps: {
  readonly channels: Channels;
  readonly messages: Messages;
  readonly log: Log;
}): ChannelMessages {
  const { channels, messages, log } = deps;

  /** The id of the channel of a message; null where Slack knows none by that name any more. */
  async function findChannel({ channel, ts }: ChannelMessage): Promise<string | null> {
    if (ts !== null) return channel;
    try {
      return await channels.idOf(channel);
    } catch (error) {
      if (!(error instanceof ChannelNotFound)) throw error;
      log.warn({ channel }, 'the channel of a message is gone; the message stays as it is');
      return null;
    }
  }

  async function redraw(rollout: Rollout, message: ChannelMessage): Promise<void> {
    const channel = await findChannel(message);
    const drawn = channel === null ? null : await messages.read(channel, message);
    if (channel === null || drawn === null) return;
    const redrawn = withOutcome(drawn, rollout, message);
    if (redrawn.text !== drawn.text) await messages.update(channel, drawn.ts, redrawn);
  }

  return {
    redraw,
    async tellOutcome(rollout) {
      if (!hasOutcome(rollout)) return;
      for (const message of rollout.alarmMessages ?? []) await redraw(rollout, message);
    },
  };
}
