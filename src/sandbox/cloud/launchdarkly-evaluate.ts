import { createHash } from 'node:crypto';
import type { ModelEnvironment, ModelServed } from './launchdarkly-flag.ts';

/** Whom a flag is evaluated for: a key, and attributes by name. */
export interface FlagContext {
  readonly key: string;
  readonly [attribute: string]: string;
}

/** The longest number that fifteen hexadecimal digits can write. */
const MAX_HASH = 16 ** 15 - 1;

/**
 * Where a context falls from 0 to 1: the first fifteen digits of the SHA-1 of the flag's key, its salt and the context's key
 * (the SDKs' documented way), so that each flag has an order of users of its own.
 */
function contextBucket(flag: string, salt: string, key: string): number {
  return Number.parseInt(createHash('sha1').update(`${flag}.${salt}.${key}`).digest('hex').slice(0, 15), 16) / MAX_HASH;
}

/** The position of the variation that a context gets. */
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
