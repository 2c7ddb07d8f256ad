import { distance } from 'fastest-levenshtein';

/**
 * The words that somebody may mean, each with how exposed it leaves users: 0 lowers the share of the canary, 1 keeps it, 2 raises
 * it or may.
 */
export type Ranks = Readonly<Record<string, 0 | 1 | 2>>;

/** Words that people type who want it to end now. None is a command. */
export const STOPPING: readonly string[] = [
  ...[
    'abort',
    'back',
    'backout',
    'break',
    'cancel',
    'demote',
    'emergency',
    'end',
    'exit',
    'freeze',
    'halt',
    'hold',
    'interrupt',
  ],
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
  ...['terminate', 'undo', 'unpromote', 'wait', 'withdraw'],
];

/** What a word that is no command may mean: that it shall stop, a command, or nobody knows. */
export type Meant = { readonly kind: 'stop' } | { readonly kind: 'word'; readonly word: string } | null;

/** This near, in edits, a safer word keeps one from being suggested that raises exposure. */
const SHADOW = 2;

/** How many edits away a word may be that is suggested and raises nothing. */
function maxDistance(word: string): number {
  return Math.min(SHADOW, Math.floor(word.length / 2));
}

/** The same of a word for stopping; short ones are near too much. */
function maxStopDistance(word: string): number {
  return word.length < 3 ? 0 : word.length < 6 ? 1 : SHADOW;
}

/**
 * Returns what a mistyped word most likely means, and never what is more exposed than it could mean. Of all words in reach the least
 * exposed is taken, then the nearest. One that raises exposure is only taken where it is one edit away, the only one of its kind
 * within two, and nothing safer is within two.
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

/** What to write for a word that says stop. @param before what stands before each command */
export function stopText(word: string, before = ''): string {
  return `"${word}" is not a command. \`${before}pause\` keeps the traffic where it is; \`${before}rollback\` sends it back.`;
}
