/** Words of later versions, which are therefore no typing mistakes. */
const laterKeys = new Set(['samples', 'tier']);

const laterKinds = new Set(['cloudfront', 'appconfig']);

/** Steps as other tools call them, and what to write for them. */
const steps: ReadonlyMap<string, string> = new Map(
  ['analyse', 'analyze', 'analysis'].map((word) => [
    word,
    'A bake waits for the verdict: write `- bake: { until: healthy, atLeast: 5m, atMost: 40m }`.',
  ]),
);

/** Returns what to write for a step that other tools call by a word; null where the word is not one of them. */
export function remedyForStep(word: string): string | null {
  return steps.get(word) ?? null;
}

/** Tells whether a key belongs to a later version. */
export function isLaterKey(key: string): boolean {
  return laterKeys.has(key);
}

/** Tells whether a kind of target belongs to a later version. */
export function isLaterKind(kind: string): boolean {
  return laterKinds.has(kind);
}
