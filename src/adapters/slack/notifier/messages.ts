import type { KnownBlock } from '@slack/types';
import type { ConversationsHistoryResponse, ConversationsRepliesResponse, WebClient } from '@slack/web-api';
import type { MessageRef } from '../../../domain/rollout/message-ref.ts';
import type { Log } from '../../../ports/log.ts';
import type { View } from '../views/parts/view.ts';
import { platformError } from './platform-error.ts';

/** The place of a message: a channel by id, or a thread in it. */
export interface Place {
  readonly channel: string;
  readonly thread?: string;
}

/** A message as Slack gives it back. */
export interface Drawn extends View {
  readonly ts: string;
}

/** Messages that carry a key, so that a repeated try finds the first one. */
export interface Messages {
  /** The timestamp of the message with this key; null when it is not among the latest. */
  find(place: Place, key: string): Promise<string | null>;
  /** The message that stands there, or that has the key among the latest; null when it is not there or may not be read. */
  read(channel: string, at: { readonly key: string; readonly ts: string | null }): Promise<Drawn | null>;
  /** Posts a message with a key; `place.channel` may be a name here. Returns where it stands. */
  post(place: Place, key: string, view: View): Promise<MessageRef>;
  /** Draws a message anew. Returns false when it is not there any more, or is not Serin's. */
  update(channel: string, ts: string, view: View): Promise<boolean>;
}

/** The type of the metadata on every message of Serin. */
const EVENT_TYPE = 'serin';

/** Slack's answers that mean the message cannot be drawn anew, now or later. */
const GONE = ['message_not_found', 'cant_update_message', 'edit_window_closed'];

/** Slack's answers to blocks that it does not take; their text still gets through. */
const UNDRAWABLE = ['invalid_blocks', 'invalid_blocks_format', 'msg_blocks_too_long'];

type Found = NonNullable<ConversationsHistoryResponse['messages'] | ConversationsRepliesResponse['messages']>[number];

/** The metadata of a found message; the library's types leave the payload out. */
interface WithMetadata {
  readonly metadata?: { readonly event_type?: string; readonly event_payload?: { readonly key?: string } };
}

const hasKey = (key: string) => (message: Found) => {
  const { metadata } = message as WithMetadata;
  return metadata?.event_type === EVENT_TYPE && metadata.event_payload?.key === key;
};

/** Messages in Slack, with their keys in the metadata of the message. */
export function createMessages(deps: { readonly client: WebClient; readonly log: Log }): Messages {
  const { client, log } = deps;

  /** A thread is read from its beginning, page by page; a channel has its latest messages first. */
  async function search(place: Place, key: string): Promise<string | null> {
    if (place.thread === undefined) {
      const { messages } = await client.conversations.history({
        channel: place.channel,
        limit: 100,
        include_all_metadata: true,
      });
      return messages?.find(hasKey(key))?.ts ?? null;
    }
    const args = { channel: place.channel, ts: place.thread, limit: 100, include_all_metadata: true };
    for await (const page of client.paginate('conversations.replies', args)) {
      const message = (page as ConversationsRepliesResponse).messages?.find(hasKey(key));
      if (message?.ts) return message.ts;
    }
    return null;
  }

  /** Tries with blocks, then with the plainer ones, and with the text alone where Slack does not take the blocks. */
  async function draw<T>(
    { blocks, plainer }: Pick<View, 'blocks' | 'plainer'>,
    call: (blocks: View['blocks']) => Promise<T>,
  ): Promise<T> {
    try {
      return await call(blocks);
    } catch (error) {
      const word = platformError(error);
      if (word === null || !UNDRAWABLE.includes(word)) throw error;
      if (plainer !== undefined) {
        log.warn({ word }, 'Slack does not take a new kind of block; the message is sent without it');
        return draw({ blocks: plainer }, call);
      }
      log.error({ word }, 'Slack does not take the blocks of a message; its text is sent alone');
      return call([]);
    }
  }

  return {
    async find(place, key) {
      try {
        return await search(place, key);
      } catch (error) {
        const word = platformError(error);
        if (word === null) throw error;
        // A missing permission lasts: rather a message twice than never.
        log.warn({ word }, 'earlier messages cannot be read; a message may appear twice');
        return null;
      }
    },

    async read(channel, { key, ts }) {
      const spot = ts === null ? {} : { oldest: ts, latest: ts, inclusive: true };
      try {
        const found = await client.conversations.history({ channel, limit: 100, include_all_metadata: true, ...spot });
        const message = found.messages?.find((one) => (ts === null ? hasKey(key)(one) : one.ts === ts));
        if (message?.ts === undefined) return null;
        return { ts: message.ts, text: message.text ?? '', blocks: (message.blocks ?? []) as KnownBlock[] };
      } catch (error) {
        const word = platformError(error);
        if (word === null) throw error;
        log.warn({ word }, 'an earlier message cannot be read; its button may stay, and answers');
        return null;
      }
    },

    async post(place, key, view) {
      const metadata = { event_type: EVENT_TYPE, event_payload: { key } };
      const common = { channel: place.channel, text: view.text, metadata, unfurl_links: false, unfurl_media: false };
      const thread = place.thread === undefined ? {} : { thread_ts: place.thread };
      const { channel = place.channel, ts = '' } = await draw(view, (blocks) =>
        client.chat.postMessage({ ...common, ...thread, blocks }),
      );
      return { channel, ts };
    },

    async update(channel, ts, view) {
      try {
        await draw(view, (blocks) => client.chat.update({ channel, ts, text: view.text, blocks }));
        return true;
      } catch (error) {
        const word = platformError(error);
        if (word === null || !GONE.includes(word)) throw error;
        return false;
      }
    },
  };
}
