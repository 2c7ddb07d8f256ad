import { closest, distance } from 'fastest-levenshtein';

/** Returns the nearest word in `known`; null when none is within a third of its letters. */
function closestWord(word: string, known: readonly string[]): string | null {
  if (known.length === 0) return null;
  const candidate = closest(word, known);
  return distance(word.toLowerCase(), candidate.toLowerCase()) <= Math.max(1, Math.floor(candidate.length / 3))
    ? candidate
    : null;
}

/** Returns the remedy for an unknown word. */
export function didYouMean(word: string, known: readonly string[]): string {
  const candidate = closestWord(word, known);
  return candidate === null ? `Known here: ${known.join(', ')}.` : `Did you mean ${candidate}?`;
}
