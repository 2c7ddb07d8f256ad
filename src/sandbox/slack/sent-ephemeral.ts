import type { IncomingHttpHeaders } from 'node:http';

/** The message that chat.postEphemeral showed to one user. */
export interface SentEphemeral {
  readonly user: string;
  readonly message: { readonly text: string; readonly blocks: readonly unknown[] };
}

/**
 * Reads a call of chat.postEphemeral, which Slack accepts as a form or as JSON. Source: "Using the Slack Web API" in Slack's
 * documentation.
 * @returns null when Slack refused the call
 */
export function readSentEphemeral(headers: IncomingHttpHeaders, asked: Buffer, answered: Buffer): SentEphemeral | null {
  const { ok } = JSON.parse(answered.toString('utf8')) as { readonly ok?: boolean };
  if (ok !== true) return null;
  const body = asked.toString('utf8');
  const isJson = headers['content-type']?.startsWith('application/json') ?? false;
  const fields = isJson ? JSON.parse(body) : Object.fromEntries(new URLSearchParams(body));
  const { user = '', text = '', blocks = [] } = fields;
  return { user, message: { text, blocks: typeof blocks === 'string' ? JSON.parse(blocks) : blocks } };
}
