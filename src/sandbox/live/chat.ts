import { LogLevel, WebClient } from '@slack/web-api';
import type { Ephemerals } from '../slack/ephemerals.ts';
import type { Post, Posts } from '../slack/posts.ts';
import type { UserGroup } from '../slack/web-api.ts';
import type { Workspace } from '../slack/workspace.ts';
import type { MessagePart, Push } from './parts.ts';

/** The number of messages kept, threads included. */
const MAX_MESSAGES = 300;

/** The number of messages read of a channel, and of replies read of a thread. */
const [PAGE, REPLIES] = [50, 200];

/** The text and the blocks of a message. */
export interface Said {
  readonly text: string;
  readonly blocks: readonly unknown[];
}

/** The messages of the workspace, as its people see them. */
export interface Chat {
  /** Reads new messages and returns the newest ones, oldest first. */
  all(): Promise<readonly MessagePart[]>;
  /** Adds a text that one person typed, or the immediate answer to it. */
  note(
    where: { readonly channel: string; readonly user: string; readonly from: MessagePart['from'] },
    said: Said,
  ): void;
}

/** The dependencies of the chat. */
export interface ChatDeps {
  readonly workspace: Pick<Workspace, 'apiUrl' | 'token' | 'channels' | 'users' | 'groups' | 'onMessage'>;
  readonly ephemerals: Pick<Ephemerals, 'of'>;
  readonly posts: Pick<Posts, 'find'>;
  readonly now: () => number;
}

/** The fields that the chat reads of an emulator's message. */
interface Found {
  readonly ts?: string;
  readonly text?: string;
  readonly blocks?: readonly unknown[];
  readonly reply_count?: number;
}

export function createChat({ workspace, ephemerals, posts, now }: ChatDeps): Chat {
  const web = createWebClient(workspace);
  /** The messages in the order in which they were first seen; a private message has no place in Slack's order. */
  const messages = new Map<string, MessagePart>();
  const replies = new Map<string, number>();
  const shown = new WeakSet<object>();
  let privately = 0;
  /** The ts of the newest dropped message of Slack's; a message up to it is not added again. */
  let forgotten = 0;
  let isStale = true;
  workspace.onMessage(() => {
    isStale = true;
  });

  const put = (key: string, part: Omit<MessagePart, 'kind' | 'at'>, at = now()): void => {
    const known = messages.get(key);
    if (known !== undefined && known.text === part.text && isSameList(known.blocks, part.blocks)) return;
    messages.set(key, { kind: 'message', at: known?.at ?? at, ...part });
  };

  const putFound = (channel: string, thread: string | null, { ts = '', text = '', blocks = [] }: Found): void => {
    if (Number(ts) <= forgotten) return;
    const post = posts.find(channel, ts);
    const push = post === undefined ? null : toPush(post, workspace.groups);
    put(`${channel} ${ts}`, { channel, thread, ts, text, blocks, from: 'serin', only: null, push }, post?.at);
  };

  /** Adds a message that a single person sees, with a ts that looks like Slack's. */
  const putPrivately = (
    part: Pick<MessagePart, 'channel' | 'from' | 'only' | 'text' | 'blocks'>,
    at: number = now(),
  ): void => {
    privately = (privately + 1) % 1000;
    const ts = `${(Date.now() / 1000).toFixed(3)}${String(privately).padStart(3, '0')}`;
    put(`only ${ts}`, { ...part, thread: null, ts, push: null }, at);
  };

  const readThread = async (channel: string, { ts = '', reply_count: count = 0 }: Found): Promise<void> => {
    if (replies.get(ts) === count || count === 0) return;
    const { messages: found = [] } = await web.conversations.replies({ channel, ts, limit: REPLIES });
    for (const reply of found.slice(1)) putFound(channel, ts, reply as Found);
    replies.set(ts, count);
  };

  const readChannel = async (channel: string): Promise<void> => {
    const { messages: found = [] } = await web.conversations.history({ channel, limit: PAGE });
    for (const message of found.toReversed() as readonly Found[]) {
      putFound(channel, null, message);
      await readThread(channel, message);
    }
  };

  const readEphemerals = (): void => {
    const channel = Object.values(workspace.channels)[0] ?? '';
    for (const user of Object.values(workspace.users)) {
      for (const ephemeral of ephemerals.of(user).filter((each) => !shown.has(each))) {
        shown.add(ephemeral);
        const { text = '', blocks = [] } = ephemeral.message as Partial<Said>;
        const part = { channel, text, blocks, from: 'serin', only: user } as const;
        const { replaces } = ephemeral;
        if (replaces !== null && messages.has(`only ${replaces}`)) {
          put(`only ${replaces}`, { ...part, thread: null, ts: replaces, push: null });
        } else putPrivately(part, ephemeral.at);
      }
    }
  };

  return {
    all: async () => {
      readEphemerals();
      if (isStale) {
        isStale = false;
        await Promise.all(Object.values(workspace.channels).map(readChannel)).catch((error: unknown) => {
          isStale = true;
          throw error;
        });
      }
      for (const [key, { ts, only }] of [...messages].slice(0, -MAX_MESSAGES)) {
        messages.delete(key);
        if (only === null) forgotten = Math.max(forgotten, Number(ts));
      }
      return [...messages.values()].toSorted((one, other) => one.at - other.at);
    },
    note: ({ channel, user, from }, { text, blocks }) => putPrivately({ channel, from, only: user, text, blocks }),
  };
}

function createWebClient({ apiUrl, token }: Pick<Workspace, 'apiUrl' | 'token'>): WebClient {
  return new WebClient(token, { slackApiUrl: apiUrl, retryConfig: { retries: 0 }, logLevel: LogLevel.ERROR });
}

function toPush({ text, mentioned }: Post, groups: readonly UserGroup[]): Push {
  const to = mentioned.flatMap((id) => groups.find((group) => group.id === id)?.users ?? [id]);
  return { text, to: [...new Set(to)] };
}

function isSameList(one: readonly unknown[], other: readonly unknown[]): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}
