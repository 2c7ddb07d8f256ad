import { distance } from 'fastest-levenshtein';

/**
 * The known words with the exposure that each leaves users in: 0 lowers the share of the canary, 1 keeps it, 2 raises it or may.
 */
export type Ranks = Readonly<Record<string, 0 | 1 | 2>>;

/** Words that people type to stop a rollout. None is a command. */
export const STOPPING: readonly string[] = [
  ...['abort', 'back', 'backout', 'break', 'cancel', 'demote', 'emergency', 'end', 'exit', 'halt', 'hold', 'interrupt'],
  ...[
    'kill',
    'no',
    'off',
    'panic',
    'quit',
    'restore',
    'return',
    'reverse',
    'revert',
    'rewind',

    'stop',
    'suspend',
  ],
  ...['terminate', 'undo', 'unpromote', 'wait'],
];

/** The meaning of an unknown word: to stop, a command, or null when it is unclear. */
export type Meant = { readonly kind: 'stop' } | { readonly kind: 'word'; readonly word: string } | null;

/** The number of edits within which a safer word prevents the suggestion of a word that raises exposure. */
const SHADOW = 2;

/** Returns the number of edits within which a word that does not raise exposure is suggested. */
function maxDistance(word: string): number {
  return Math.min(SHADOW, Math.floor(word.length / 2));
}

/** Returns the number of edits within which a typed word counts as a stopping word; short words match too easily. */
function maxStopDistance(word: string): number {
  return word.length < 3 ? 0 : word.length < 6 ? 1 : SHADOW;
}

/**
 * Returns the most likely meaning of a mistyped word, and never one more exposed than it could mean. Among all words within
 * reach, the least exposed wins, then the nearest. A word that raises exposure wins only when it is one edit away, the only such
 * word within two, and nothing safer is within two.
 */
export function interpretWord(typed: string, ranks: Ranks): Meant {
  const word = typed.toLowerCase();
  const distanceTo = (known: string): number => distance(word, known);
  if (STOPPING.some((known) => distanceTo(known) <= maxStopDistance(known))) return { kind: 'stop' };
  const known = Object.entries(ranks).map(([name, rank]) => ({ name, rank, edits: distanceTo(name) }));
  const safer = known.filter(({ rank }) => rank < 2);
  const [safest] = safer
    .filter(({ name, edits }) => edits <= maxDistance(name))
    .toSorted((one, other) => one.rank - other.rank || one.edits - other.edits);
  if (safest !== undefined) return { kind: 'word', word: safest.name };
  const isShaded = [...safer.map(({ edits }) => edits), ...STOPPING.map(distanceTo)].some((edits) => edits <= SHADOW);
  const [raising, second] = known.filter(({ rank, edits }) => rank === 2 && edits <= SHADOW);
  if (isShaded || raising === undefined || second !== undefined || raising.edits > 1) return null;
  return { kind: 'word', word: raising.name };
}

/** Returns the answer to a stopping word. @param before the text before each command */
export function stopText(word: string, before = ''): string {
  return `"${word}" is not a command. \`${before}pause\` keeps the traffic where it is; \`${before}rollback\` sends it back.`;
}
