import type { WebClient } from '@slack/web-api';
import type { CardRef, MessageRef } from '../../../domain/rollout/message-ref.ts';
import type { Rollout } from '../../../domain/rollout/record.ts';
import type { Log } from '../../../ports/log.ts';
import type { Channels } from '../channels.ts';
import type { View } from '../views/parts/view.ts';
import { card } from '../views/rollout/card.ts';
import type { Messages } from './messages.ts';
import { platformError } from './platform-error.ts';

/** Slack's answers that say that an id does not stand for the channel any more. */
const WRONG_CHANNEL = ['channel_not_found', 'is_archived'];

/** Posts what stands in a channel by itself. */
export interface Posting {
  /** Posts in the channel as it is configured; where Slack does not find it so, its id is looked up anew. */
  postIn(configured: string, key: string, view: View): Promise<MessageRef>;
  /** Posts the card of a rollout, or brings an earlier one up to date. */
  postCard(rollout: Rollout, view: View): Promise<CardRef>;
}

/** Finds the place of messages by the configured channel, and of cards by their rollout. */
export function createPosting(deps: {
  readonly client: WebClient;
  readonly channels: Channels;
  readonly messages: Messages;
  readonly log: Log;
}): Posting {
  const { client, channels, messages, log } = deps;

  async function permalink(channel: string, ts: string): Promise<string> {
    try {
      return (await client.chat.getPermalink({ channel, message_ts: ts })).permalink ?? '';
    } catch (error) {
      log.warn({ error }, 'the card has no link: Slack did not give one');
      return '';
    }
  }

  async function postIn(configured: string, key: string, view: View): Promise<MessageRef> {
    const address = channels.addressOf(configured);
    const post = async (channel: string): Promise<MessageRef> => {
      const posted = await messages.post({ channel }, key, view);
      channels.learn(configured, posted.channel);
      return posted;
    };
    try {
      return await post(address);
    } catch (error) {
      if (!WRONG_CHANNEL.includes(platformError(error) ?? '')) throw error;
      channels.forget(configured);
      const id = await channels.idOf(configured);
      if (id === address) throw error;
      return post(id);
    }
  }

  async function postQuietly(rollout: Rollout, key: string, view: View): Promise<MessageRef> {
    const quiet = card(rollout, false);
    const posted = await postIn(rollout.config.channel, key, quiet);
    const hasMentions = JSON.stringify(quiet) !== JSON.stringify(view);
    if (hasMentions) await messages.update(posted.channel, posted.ts, view);
    return posted;
  }

  /**
   * A card belongs to its rollout, not to the effect that posted it, and is looked for even at the first try: the
   * record may have missed where an earlier one is. A new one mentions approvers only once it stands there: an update tells
   * nobody, and the thread calls them.
   */
  async function postCard(rollout: Rollout, view: View): Promise<CardRef> {
    const { channel: configured } = rollout.config;
    const channel = await channels.idOf(configured);
    const key = `card:${rollout.id}`;
    const earlier = await messages.find({ channel }, key);
    const isDrawn = earlier !== null && (await messages.update(channel, earlier, view));
    const posted = isDrawn ? { channel, ts: earlier } : await postQuietly(rollout, key, view);
    return { ...posted, permalink: await permalink(posted.channel, posted.ts) };
  }

  return { postIn, postCard };
}
