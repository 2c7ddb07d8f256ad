import type { CommandBody } from '../ports/inbound/command.ts';
import { ALL, FREEZE_LENGTH, parseFreezeLength } from './freeze-words.ts';
import { parseHistory } from './history-words.ts';
import { interpretWord, stopText } from './interpret-word.ts';
import { commandLimits as limits, servicePattern } from './limits.ts';
import { plainText, splitWords } from './plain-words.ts';
import { parseQueue } from './queue-words.ts';
import { takeNotes } from './start/start-notes.ts';
import { parseStart } from './start/start-words.ts';
import { parseSimulate } from './trial-words.ts';
import { exposure, isVerb, usage, type Verb } from './usage.ts';

/** The reason why a text is no command, and the usage of the command. */
export interface Refusal {
  readonly kind: 'refused';
  /** Stable code, kebab-case. */
  readonly code: string;
  /** Plain text; views escape it. */
  readonly text: string;
  /** The usage without the slash command itself; null when the text resembles no command. */
  readonly usage: string | null;
}

/** The request in a typed text. */
export type ParsedText =
  | { readonly kind: 'command'; readonly body: CommandBody }
  | { readonly kind: 'help'; readonly about: Verb | null }
  /** Nothing, or `start` alone: asks for the form of a start. */
  | { readonly kind: 'start-form' }
  | Refusal;

const refuse = (verb: Verb, code: string, text: string): Refusal => ({
  kind: 'refused',
  code,
  text,
  usage: usage[verb].takes,
});

function unknownVerb(typed: string): Refusal {
  const word = typed.slice(0, limits.service);
  const meant = interpretWord(word, exposure);
  const refused = { kind: 'refused', code: 'unknown-command', usage: null } as const;
  if (meant?.kind === 'stop') return { ...refused, text: stopText(word) };
  const start = `"${word}" is not a command.`;
  if (meant !== null && isVerb(meant.word))
    return refuse(meant.word, 'unknown-command', `${start} Did you mean "${meant.word}"?`);
  return { ...refused, text: `${start} Type "help" for all of them.` };
}

/** Reads the words after `help`: nothing, or a command. */
function parseHelp(rest: readonly string[]): ParsedText {
  const about = rest[0]?.toLowerCase();
  if (about === undefined) return { kind: 'help', about: null };
  return isVerb(about) ? { kind: 'help', about } : unknownVerb(about);
}

/** Returns the reason that somebody gave: the text after the first `words` words, as typed, shortened rather than refused. */
function reasonIn(text: string, words = 2): string {
  const reason = text
    .split(' ')
    .slice(words)
    .join(' ')
    .replace(/^"(.*)"$/, '$1');
  if (reason.length <= limits.text) return reason;
  return `${reason.slice(0, limits.text - 1).replace(/[\ud800-\udbff]$/, '')}…`;
}

/** Tells whether the word after the service is `done`, which answers for a hook. */
function isDone(text: string): boolean {
  return text.split(' ')[2]?.toLowerCase() === 'done';
}

/** Returns the body of a command that names a service and has no other required words. */
function bodyFor(
  verb: Exclude<Verb, 'start' | 'list' | 'help' | 'history' | 'simulate' | 'freeze' | 'unfreeze' | 'queue'>,
  service: string,
  text: string,
): CommandBody {
  switch (verb) {
    case 'status':
    case 'env':
    case 'where':
      return { name: verb, service };
    case 'lock':
    case 'unlock':
      return { name: verb, service, text: reasonIn(text) };
    case 'sync':
      return { name: verb, service, plan: null };
    case 'reject':
    case 'rollback':
      return { name: verb, service, rollout: null, at: null, text: reasonIn(text) };
    case 'resume':
      return isDone(text)
        ? { name: 'hook-done', service, rollout: null, at: null, text: reasonIn(text, 3) }
        : { name: verb, service, rollout: null, at: null };
    default:
      return { name: verb, service, rollout: null, at: null };
  }
}

/** Returns what a command's own words say, or the refusal with its usage. */
function bodyOrProblem(
  verb: Verb,
  read: CommandBody | { readonly code: string; readonly problem: string },
): ParsedText {
  return 'problem' in read ? refuse(verb, read.code, read.problem) : { kind: 'command', body: read };
}

/** Reads `freeze` and `unfreeze` behind the service. */
function parseFreeze(verb: 'freeze' | 'unfreeze', named: string, rest: readonly string[], text: string): ParsedText {
  if (verb === 'unfreeze') {
    const reason = { text: reasonIn(text) };
    return {
      kind: 'command',
      body: named === ALL ? { name: 'unfreeze-all', ...reason } : { name: verb, service: named, ...reason },
    };
  }
  const ms = parseFreezeLength(rest[1] ?? '');
  if (ms === null) return refuse(verb, 'bad-duration', FREEZE_LENGTH);
  const freeze = { ms, text: reasonIn(text, 3) };
  return {
    kind: 'command',
    body: named === ALL ? { name: 'freeze-all', ...freeze } : { name: verb, service: named, ...freeze },
  };
}

/**
 * Reads `start` behind the service, with a note, a link and a moment where there are any, and behind `because` the reason of a hotfix.
 */
function readStart(named: string, typed: string): ReturnType<typeof parseStart> {
  const taken = takeNotes(typed);
  if ('problem' in taken) return taken;
  const words = taken.text.split(' ');
  const at = words.findIndex((word) => word.toLowerCase() === 'because');
  const own = at < 0 ? taken.text : words.slice(0, at).join(' ');
  const start = parseStart(named, splitWords(own).slice(2), at < 0 ? '' : reasonIn(taken.text, at + 1));
  return 'problem' in start ? start : { ...start, ...taken.taken };
}

/** Tells whether free words may follow the service. */
function takesReason(verb: Verb, text: string): boolean {
  return ['reject', 'rollback', 'lock', 'unlock'].includes(verb) || (verb === 'resume' && isDone(text));
}

function parseVerb(verb: Exclude<Verb, 'help'>, rest: readonly string[], text: string): ParsedText {
  const named = rest[0]?.toLowerCase();
  if (verb === 'list' || (verb === 'status' && named === undefined)) {
    if (rest.length > 0) return refuse(verb, 'too-many-words', `"${verb}" takes no more words.`);
    return { kind: 'command', body: { name: 'list' } };
  }
  if (named === undefined) return refuse(verb, 'service-missing', `"${verb}" needs a service. "list" shows them.`);
  if (!servicePattern.test(named)) {
    const shown = named.slice(0, limits.service);
    return refuse(
      verb,
      'bad-service-name',
      `"${shown}" cannot be a service: lower-case letters, digits and hyphens, at most 40.`,
    );
  }
  if (verb === 'freeze' || verb === 'unfreeze') return parseFreeze(verb, named, rest, text);
  if (verb === 'queue') return bodyOrProblem(verb, parseQueue(named, rest.slice(1)));
  if (verb === 'start') return bodyOrProblem(verb, readStart(named, text));
  if (verb === 'history') return bodyOrProblem(verb, parseHistory(named, rest.slice(1)));
  if (verb === 'simulate') return bodyOrProblem(verb, parseSimulate(named, text.split(' ').slice(2).join(' ')));
  if (rest.length > 1 && !takesReason(verb, text))
    return refuse(verb, 'too-many-words', `"${verb}" takes a service and nothing else.`);
  return { kind: 'command', body: bodyFor(verb, named, text) };
}

/**
 * Reads the text after the slash command. Pure: it knows the words, not the services; the worker decides what exists and what is
 * allowed. Never throws.
 */
export function parseText(typed: string): ParsedText {
  const text = plainText(typed);
  const [first, ...rest] = splitWords(text);
  const verb = first?.toLowerCase() ?? 'start';
  if (verb === 'start' && rest.length === 0) return { kind: 'start-form' };
  if (!isVerb(verb)) return unknownVerb(verb);
  return verb === 'help' ? parseHelp(rest) : parseVerb(verb, rest, text);
}
