import type { StartableVersion } from '../../domain/start-form.ts';

/** Matches a word that can be the name of a service or a version. */
const WORD = /[\p{L}\p{N}][\p{L}\p{N}._+/@-]*/gu;

/** Matches a word that is read as a version where no list says which there are. */
const VERSION = /^v?\d+(?:[._+-][\w.+-]*)?$/i;

/** Returns the words of a message, each once, without the punctuation behind them. */
function wordsIn(message: string): readonly string[] {
  return [...new Set((message.match(WORD) ?? []).map((word) => word.replace(/[._+/@-]+$/, '')))];
}

/** Returns the one that a message names; null where it names none of them, or several: nobody can tell which is meant. */
function onlyOne(named: readonly string[]): string | null {
  return named.length === 1 ? (named[0] ?? null) : null;
}

/** Returns the service that a message names. */
export function findNamedService(message: string, services: readonly string[]): string | null {
  return onlyOne(wordsIn(message).filter((word) => services.includes(word)));
}

/** Returns the version that a message names. @param versions null where no list says which there are */
export function findNamedVersion(message: string, versions: readonly StartableVersion[] | null): string | null {
  const isVersion = (word: string) => versions?.some(({ label }) => label === word) ?? VERSION.test(word);
  return onlyOne(wordsIn(message).filter(isVersion));
}
