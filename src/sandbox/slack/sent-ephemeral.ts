import type { IncomingHttpHeaders } from 'node:http';
import { readFields } from './fields.ts';

/** The message that chat.postEphemeral showed to one user. */
export interface SentEphemeral {
  readonly user: string;
  readonly message: { readonly text: string; readonly blocks: readonly unknown[] };
}

/**
 * Reads a call of chat.postEphemeral.
 * @returns null when Slack refused the call
 */
export function readSentEphemeral(headers: IncomingHttpHeaders, asked: Buffer, answered: Buffer): SentEphemeral | null {
  const { ok } = JSON.parse(answered.toString('utf8')) as { readonly ok?: boolean };
  if (ok !== true) return null;
  const {
    user = '',
    text = '',
    blocks = [],
  } = readFields(headers, asked) as Partial<SentEphemeral['message']> & {
    readonly user?: string;
  };
  return { user, message: { text, blocks: typeof blocks === 'string' ? JSON.parse(blocks) : blocks } };
}
