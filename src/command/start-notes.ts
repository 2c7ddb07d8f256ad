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
  const said = wholeText(note.replace(/[\p{Z}\p{Cc}]+/gu, ' ').trim(), limits.note);
  if (said === '' && change === '') return {};
  return { notes: { ...(said !== '' && { note: said }), ...(change !== '' && { change }) } };
}

/** Matches the note of a start, or the word before the reason of a hotfix, whichever comes first: each may hold the other. */
const NOTE_OR_REASON = /(?<= )(?:note="([^"]*)"|because)(?= |$)/i;
const REASON = / because(?= |$)/i;
const CHANGE = /(?<= )change=(?:"([^"\s]*)"|([^"\s]*))(?= |$)/i;

/** Matches what begins like a note or a link, however it goes on. */
const LIKE_NOTE = /(?<=^| )[^\p{L}\p{N} ]*note=/iu;
const LIKE_CHANGE = /(?<=^| )[^\p{L}\p{N} ]*change=/iu;

/** The text of a start without its words and its link, and these. */
interface Taken {
  readonly text: string;
  readonly notes: { readonly notes?: StartNotes };
}

interface Problem {
  readonly code: string;
  readonly problem: string;
}

const twice = (what: string): Problem => ({ code: 'pair-twice', problem: `"${what}" is given twice. Say it once.` });

/** Returns a text without what matched. */
function without(text: string, { 0: matched, index }: RegExpExecArray): string {
  return `${text.slice(0, index).trimEnd()}${text.slice(index + matched.length)}`;
}

/** Takes a note out of a text: the note, null where there is none, and the words before and from `because`. */
function takeNote(typed: string) {
  const found = NOTE_OR_REASON.exec(typed);
  const note = found?.[1] ?? null;
  const rest = found === null || note === null ? typed : without(typed, found);
  const at = rest.search(REASON);
  return at < 0 ? { note, own: rest, reason: '' } : { note, own: rest.slice(0, at), reason: rest.slice(at) };
}

/** Refuses what is left of a note: its words would be read as options. Beside a note no quotes are left, or they may belong to it. */
function problemOfNote(note: string | null, left: string): Problem | null {
  if (note !== null && NOTE_OR_REASON.test(left)) return twice('note');
  if (!LIKE_NOTE.test(left) && (note === null || !left.includes('"'))) return null;
  return {
    code: 'bad-note',
    problem: 'The note is not understood. Write note="…", with no other quotes in it or beside it.',
  };
}

function problemOfChange(change: string | null, left: string): Problem | null {
  if (change !== null && CHANGE.test(left)) return twice('change');
  if (change !== null && !isChangeLink(change))
    return { code: 'bad-change', problem: `"${change.slice(0, 60)}" cannot be the link to a change: ${CHANGE_FORM}.` };
  return LIKE_CHANGE.test(left) ? { code: 'bad-change', problem: `Write change=${CHANGE_FORM}.` } : null;
}

/** Matches a pair whose value is several words in quotes. */
const QUOTED_WORDS = /=["'`][^"'`]* /;

/** Refuses a pair of several words, such as a misspelled note: each word after the first would be read as an option. */
function problemOfPairs(left: string): Problem | null {
  return QUOTED_WORDS.test(left) ? { code: 'bad-pair', problem: 'Only note="…" takes several words in quotes.' } : null;
}

/** Takes `note="…"` and `change=https://…` out of the text of a start; what follows `because` stays as it is. */
export function takeNotes(typed: string): Taken | Problem {
  const { note, own, reason } = takeNote(typed);
  const found = CHANGE.exec(own);
  const change = found === null ? null : (found[1] ?? found[2] ?? '');
  const left = found === null ? own : without(own, found);
  const problem = problemOfNote(note, left) ?? problemOfChange(change, left) ?? problemOfPairs(left);
  return problem ?? { text: `${left}${reason}`, notes: toStartNotes(note ?? '', change ?? '') };
}
