import type { IncomingHttpHeaders } from 'node:http';
import { readFields } from './fields.ts';

/** The App Home that views.publish drew for one user. */
export interface PublishedHome {
  readonly user: string;
  readonly blocks: readonly unknown[];
}

/** Reads a call of views.publish. @returns null when Slack refused the call */
export function readPublishedHome(headers: IncomingHttpHeaders, asked: Buffer, answered: Buffer): PublishedHome | null {
  const { ok } = JSON.parse(answered.toString('utf8')) as { readonly ok?: boolean };
  if (ok !== true) return null;
  const { user_id: user = '', view = {} } = readFields(headers, asked);
  const { blocks = [] } = typeof view === 'string' ? JSON.parse(view) : Object(view);
  return { user: String(user), blocks };
}
