import * as z from 'zod';
import { limits } from '../read/limits.ts';

/** A person or a user group, as serin.yml names them. */
export const someone = z
  .string()
  .max(limits.approverLength)
  .regex(
    /^([UWS][A-Z0-9]{2,20}|[^\s@<>,]+@[^\s@<>,]+\.[^\s@<>,]+)$/,
    'people are named by a Slack user id (U…, W…), a user group id (S…) or an e-mail address',
  )
  .meta({
    description: 'A Slack user id (U…, W…), a user group id (S…) or an e-mail address.',
    examples: ['bob@example.com'],
  });

/** Returns e-mail addresses in lower case, so that one person is named in one way; Slack ids unchanged. */
export function canonicalName(who: string): string {
  return who.includes('@') ? who.toLowerCase() : who;
}
