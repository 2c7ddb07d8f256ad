import { createHash } from 'node:crypto';
import type { ModelEnvironment, ModelServed } from './flag.ts';

/** The context that a flag is evaluated for: a key, and attributes by name. */
export interface FlagContext {
  readonly key: string;
  readonly [attribute: string]: string;
}

/** The largest number that fifteen hexadecimal digits can write. */
const MAX_HASH = 16 ** 15 - 1;

/**
 * Returns the position of a context from 0 to 1: the first fifteen digits of the SHA-1 of the flag's key, its salt and the
 * context's key (the SDKs' documented method). Each flag therefore orders users in its own way.
 */
function contextBucket(flag: string, salt: string, key: string): number {
  return Number.parseInt(createHash('sha1').update(`${flag}.${salt}.${key}`).digest('hex').slice(0, 15), 16) / MAX_HASH;
}

/** Returns the position of the variation that a context gets. */
export function variationFor(flag: string, here: ModelEnvironment, context: FlagContext): number {
  if (!here.on) return here.offVariation;
  const rule = here.rules.find(({ clauses }) =>
    clauses.every(({ attribute, values, negate }) => values.includes(context[attribute]) !== (negate ?? false)),
  );
  return pick(rule ?? here.fallthrough, contextBucket(flag, here.salt, context.key));
}

function pick({ variation, rollout }: ModelServed, bucket: number): number {
  if (rollout === undefined) return variation ?? 0;
  let reached = 0;
  for (const one of rollout.variations) {
    reached += one.weight / 100_000;
    if (bucket < reached) return one.variation;
  }
  return rollout.variations.at(-1)?.variation ?? 0;
}
