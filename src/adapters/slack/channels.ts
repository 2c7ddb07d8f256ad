import type { ConversationsListResponse, WebClient } from '@slack/web-api';
import { platformError } from './notifier/platform-error.ts';

/** Slack knows no channel of this name that Serin may see. */
export class ChannelNotFound extends Error {
  readonly code = 'channel-not-found';
  constructor(channel: string) {
    super(
      `There is no channel ${channel} that Serin can see. Check the name, and invite Serin if it is private: /invite @Serin`,
    );
    this.name = 'ChannelNotFound';
  }
}

/** The ids of channels, which are configured as `#name` or by id. */
export interface Channels {
  /** The id of a channel. @throws ChannelNotFound, or what the Web API throws: ask again then, the look goes on where it ended */
  idOf(channel: string): Promise<string>;
  /**
   * Returns the address to post to without a look-up: the id where it is known, otherwise the name, which chat.postMessage takes
   * too.
   */
  addressOf(channel: string): string;
  /** Takes note of an id that Slack told on the way. */
  learn(channel: string, id: string): void;
  /** Forgets an id that turned out to be of another channel, or of none. */
  forget(channel: string): void;
}

/** The most that conversations.list gives at once; it allows about 20 calls a minute (docs.slack.dev, Tier 2). */
const PAGE = 999;

const isId = (channel: string) => !channel.startsWith('#');

/**
 * Looks names up in the list of all channels, page by page, and keeps what it saw. Of a large workspace the rate limit may
 * let through a part of the list only: the next look begins where the last one was ended.
 */
export function createChannels(client: WebClient): Channels {
  const seen = new Map<string, string>();
  let resumeAt = '';

  async function page(cursor: string): Promise<string> {
    const list: ConversationsListResponse = await client.conversations.list({
      types: 'public_channel,private_channel',
      exclude_archived: true,
      limit: PAGE,
      ...(cursor === '' ? {} : { cursor }),
    });
    for (const { name, id } of list.channels ?? []) {
      if (name && id) seen.set(`#${name}`, id);
    }
    return list.response_metadata?.next_cursor ?? '';
  }

  async function searchChannels(channel: string): Promise<void> {
    let cursor = resumeAt;
    resumeAt = '';
    try {
      do cursor = await page(cursor);
      while (cursor !== '' && !seen.has(channel));
    } catch (error) {
      if (platformError(error) !== 'invalid_cursor') resumeAt = cursor;
      throw error;
    }
  }

  return {
    async idOf(channel) {
      if (isId(channel)) return channel;
      if (!seen.has(channel)) await searchChannels(channel);
      const id = seen.get(channel);
      if (id === undefined) throw new ChannelNotFound(channel);
      return id;
    },
    addressOf: (channel) => seen.get(channel) ?? channel,
    learn(channel, id) {
      if (!isId(channel)) seen.set(channel, id);
    },
    forget(channel) {
      seen.delete(channel);
    },
  };
}
