import { commandLimits as limits } from '../limits.ts';

/** Matches a link that Slack draws as one. */
const LINK = /^https:\/\/[^\s<>|"]+$/;

/** Tells whether a text can be the link to a change. */
export function isChangeLink(text: string): boolean {
  return LINK.test(text) && text.length <= limits.change;
}

/** Says how the link to a change is written. */
export const CHANGE_FORM = `a link that begins with https://, at most ${limits.change} characters`;
