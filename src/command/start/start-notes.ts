import { parseStartTime, START_TIME_FORM } from '../../domain/queue/read-start-time.ts';
import type { StartNotes } from '../../domain/rollout/start-notes.ts';
import { commandLimits as limits } from '../limits.ts';
import { wholeText } from '../whole-text.ts';
import { CHANGE_FORM, isChangeLink } from './change-link.ts';

/** Returns the words and the link of a start, each empty where there is none; nothing where both are. */
export function toStartNotes(note: string, change: string): { readonly notes?: StartNotes } {
  const said = wholeText(note.replace(/[\p{Z}\p{Cc}]+/gu, ' ').trim(), limits.note);
  if (said === '' && change === '') return {};
  return { notes: { ...(said !== '' && { note: said }), ...(change !== '' && { change }) } };
}

/** Matches the note of a start, or the word before the reason of a hotfix, whichever comes first: each may hold the other. */
const NOTE_OR_REASON = /(?<= )(?:note="([^"]*)"|because)(?= |$)/i;
const REASON = / because(?= |$)/i;
const TIME = /(?<= )at=(?:"([^"]*)"|([^"\s]*))(?= |$)/i;
const CHANGE = /(?<= )change=(?:"([^"\s]*)"|([^"\s]*))(?= |$)/i;

/** Matches what begins like a note or a link, however it goes on. */
const LIKE_NOTE = /(?<=^| )[^\p{L}\p{N} ]*note=/iu;
const LIKE_TIME = /(?<=^| )[^\p{L}\p{N} ]*at=/iu;
const LIKE_CHANGE = /(?<=^| )[^\p{L}\p{N} ]*change=/iu;

/** The text of a start without its words, its link and its moment, and these. */
interface Taken {
  readonly text: string;
  readonly taken: { readonly notes?: StartNotes; readonly startAt?: string };
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

/** Refuses a moment that cannot be read, or a second one. */
function problemOfTime(startAt: string | null, left: string): Problem | null {
  if (startAt !== null && TIME.test(left)) return twice('at');
  const isWritten = startAt !== null && startAt.length <= limits.startAt && parseStartTime(startAt) !== null;
  if (startAt === null ? !LIKE_TIME.test(left) : isWritten) return null;
  const said = startAt === null ? 'The moment of the start' : `"${startAt.slice(0, 60)}"`;
  return { code: 'bad-time', problem: `${said} is not understood. Write ${START_TIME_FORM}.` };
}

/** Matches a pair whose value is several words in quotes. */
const QUOTED_WORDS = /=["'`][^"'`]* /;

/** Refuses a pair of several words, such as a misspelled note: each word after the first would be read as an option. */
function problemOfPairs(left: string): Problem | null {
  return QUOTED_WORDS.test(left)
    ? { code: 'bad-pair', problem: 'Only note="…" and at="…" take several words in quotes.' }
    : null;
}

/** Takes the first match out of a text: what it captured, null where nothing matched. */
function takeFirst(pattern: RegExp, text: string): { readonly value: string | null; readonly left: string } {
  const found = pattern.exec(text);
  if (found === null) return { value: null, left: text };
  return { value: found[1] ?? found[2] ?? '', left: without(text, found) };
}

/**
 * Takes `note="…"`, `change=https://…` and `at="…"` out of the text of a start; what follows `because` stays as it is.
 */
export function takeNotes(typed: string): Taken | Problem {
  const { note, own, reason } = takeNote(typed);
  const { value: change, left: timed } = takeFirst(CHANGE, own);
  const { value: startAt, left } = takeFirst(TIME, timed);
  const problem =
    problemOfNote(note, left) ?? problemOfChange(change, left) ?? problemOfTime(startAt, left) ?? problemOfPairs(left);
  if (problem !== null) return problem;
  const notes = toStartNotes(note ?? '', change ?? '');
  return { text: `${left}${reason}`, taken: { ...notes, ...(startAt !== null && { startAt: startAt.trim() }) } };
}
