import type { IncomingHttpHeaders } from 'node:http';
import { readFields } from './fields.ts';

/** A message that chat.postMessage posted. */
export interface SentPost {
  readonly channel: string;
  /** Slack's id of the message in its channel. */
  readonly ts: string;
  readonly text: string;
  /** The ids of the people and user groups that it mentions, in its text or its blocks. */
  readonly mentioned: readonly string[];
}

/** A message as it was when it was posted; phones show that, and no later change of it. */
export interface Post extends Pick<SentPost, 'text' | 'mentioned'> {
  /** In milliseconds since the epoch, virtual. */
  readonly at: number;
}

/** The messages of the workspace as they were posted. */
export interface Posts {
  add(sent: SentPost): void;
  /** Returns a message as it was posted; undefined for one that was posted before the sandbox was started. */
  find(channel: string, ts: string): Post | undefined;
}

/** The number of posts kept. */
const MAX_POSTS = 1000;

export function createPosts(now: () => number): Posts {
  const posts = new Map<string, Post>();
  return {
    add: ({ channel, ts, text, mentioned }) => {
      posts.set(`${channel} ${ts}`, { at: now(), text, mentioned });
      for (const oldest of [...posts.keys()].slice(0, -MAX_POSTS)) posts.delete(oldest);
    },
    find: (channel, ts) => posts.get(`${channel} ${ts}`),
  };
}

/** A mention of a person or of a user group. Source: "Formatting text for app surfaces" in Slack's documentation. */
const MENTION = /<(?:@|!subteam\^)([A-Z0-9]+)/g;

/**
 * Reads a call of chat.postMessage.
 * @returns null when Slack refused the call
 */
export function readSentPost(headers: IncomingHttpHeaders, asked: Buffer, answered: Buffer): SentPost | null {
  const { ok, ts } = JSON.parse(answered.toString('utf8')) as { readonly ok?: boolean; readonly ts?: string };
  if (ok !== true || ts === undefined) return null;
  const { channel, text = '', blocks = [] } = readFields(headers, asked);
  const shown = `${text} ${typeof blocks === 'string' ? blocks : JSON.stringify(blocks)}`;
  const mentioned = new Set([...shown.matchAll(MENTION)].map(([, id]) => id as string));
  return { channel: String(channel), ts, text: String(text), mentioned: [...mentioned] };
}
