import type { StartNotes } from '../domain/rollout/start-notes.ts';
import { commandLimits as limits } from './limits.ts';
import { wholeText } from './whole-text.ts';

/** Matches a link that Slack draws as one. */
const LINK = /^https:\/\/[^\s<>|"]+$/;

/** Tells whether a text can be the link to a change. */
export function isChangeLink(text: string): boolean {
  return LINK.test(text) && text.length <= limits.change;
}

/** Says how the link to a change is written. */
export const CHANGE_FORM = `a link that begins with https://, at most ${limits.change} characters`;

/** Returns the words and the link of a start, each empty where there is none; nothing where both are. */
export function toStartNotes(note: string, change: string): { readonly notes?: StartNotes } {
  const said = wholeText(note.trim(), limits.note);
  if (said === '' && change === '') return {};
  return { notes: { ...(said !== '' && { note: said }), ...(change !== '' && { change }) } };
}

const NOTE = /(?<= )note=(?:"([^"]*)"|(\S+))(?= |$)/i;
const CHANGE = /(?<= )change="?([^"\s]*)"?(?= |$)/i;

/** The text of a start without its words and its link, and these. */
interface Taken {
  readonly text: string;
  readonly notes: { readonly notes?: StartNotes };
}

/** Takes `note="…"` and `change=https://…` out of the text of a start. */
export function takeNotes(typed: string): Taken | { readonly code: string; readonly problem: string } {
  const [, quoted = '', word = ''] = NOTE.exec(typed) ?? [];
  const change = CHANGE.exec(typed)?.[1];
  const text = typed.replace(NOTE, '').replace(CHANGE, '').replace(/ +/g, ' ').trim();
  const twice = [NOTE, CHANGE].some((pair) => pair.test(text));
  if (twice) return { code: 'pair-twice', problem: '"note" or "change" is given twice. Say each once.' };
  if (change !== undefined && !isChangeLink(change))
    return { code: 'bad-change', problem: `"${change.slice(0, 60)}" cannot be the link to a change: ${CHANGE_FORM}.` };
  return { text, notes: toStartNotes(quoted || word, change ?? '') };
}
