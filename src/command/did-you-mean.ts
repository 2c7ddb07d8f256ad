import { closest, distance } from 'fastest-levenshtein';

/** The known word that a mistyped one most likely means: at most two edits away, and fewer than half its letters. */
export function didYouMean(word: string, known: readonly string[]): string | null {
  if (known.length === 0) return null;
  const candidate = closest(word, known);
  return distance(word, candidate) <= Math.min(2, Math.floor(candidate.length / 2)) ? candidate : null;
}
