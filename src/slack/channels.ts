import type { ConversationsListResponse, WebClient } from '@slack/web-api';

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

/** The ids of channels. */
export interface Channels {
  /** The id of a channel given as `#name` or by id already. @throws ChannelNotFound, or what the Web API throws */
  idOf(channel: string): Promise<string>;
}

/** Looks names up in the list of all channels, page by page, and keeps what it saw; a name not seen is looked up again. */
export function createChannels(client: WebClient): Channels {
  const seen = new Map<string, string>();

  async function find(name: string): Promise<string | undefined> {
    const pages = client.paginate('conversations.list', {
      types: 'public_channel,private_channel',
      exclude_archived: true,
      limit: 200,
    });
    for await (const page of pages) {
      for (const channel of (page as ConversationsListResponse).channels ?? []) {
        if (channel.name && channel.id) seen.set(channel.name, channel.id);
      }
      if (seen.has(name)) break;
    }
    return seen.get(name);
  }

  return {
    async idOf(channel) {
      if (!channel.startsWith('#')) return channel;
      const name = channel.slice(1);
      const id = seen.get(name) ?? (await find(name));
      if (id === undefined) throw new ChannelNotFound(channel);
      return id;
    },
  };
}
