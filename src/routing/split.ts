/** The division of a service's users between its two environments, which Serin sends to wherever users are routed. */
export interface Split {
  /** The environment of the stable arm, by name (`a`, `blue`). The router knows its origins or URLs. */
  readonly stable: string;
  /** The environment of the canary. */
  readonly canary: string;
  /** Share of the users on the canary, in percent, 0 to 100, decimals allowed. */
  readonly weight: number;
  /** Belongs to the rollout and lives as long as it; empty before the first one. @see saltOf */
  readonly salt: string;
  /** Rises with every write: of two splits the later one, and what a compare-and-set compares. */
  readonly revision: number;
  /** The cohorts that the plan has opened the canary to: their members are on the canary whatever the weight. */
  readonly cohorts: readonly string[];
}

/** Matches the name of an environment or a cohort: short, and safe in a header, a cookie and a key. */
const NAME = /^[a-z0-9][a-z0-9-]{0,31}$/;

/** The most cohorts of one split: what fits into the value of a store, beside the rest. */
export const MAX_COHORTS = 16;

/** The longest salt, in UTF-16 code units. */
const MAX_SALT_LENGTH = 64;

/** Tells whether a text can name an environment or a cohort: 1 to 32 of a-z, 0-9 and -, not beginning with -. */
export function isName(name: unknown): name is string {
  return typeof name === 'string' && NAME.test(name);
}

/** A split as text, always the same for the same split. */
export function writeSplit(split: Split): string {
  return JSON.stringify({
    stable: split.stable,
    canary: split.canary,
    weight: split.weight,
    salt: split.salt,
    revision: split.revision,
    cohorts: split.cohorts,
  });
}

/**
 * Reads a split from its text; null when it is not valid: not JSON, a share that is not from 0 to 100, environments without a name
 * or with the same. Ignores keys that a later Serin may add. Never throws.
 */
export function readSplit(text: string): Split | null {
  try {
    return checkSplit(JSON.parse(text));
  } catch {
    return null;
  }
}

function checkSplit(split: Partial<Split> | null): Split | null {
  if (split === null || !isName(split.stable) || !isName(split.canary) || split.stable === split.canary) return null;
  const weight = split.weight;
  if (typeof weight !== 'number' || !(weight >= 0 && weight <= 100)) return null;
  const salt = split.salt;
  if (typeof salt !== 'string' || salt.length > MAX_SALT_LENGTH) return null;
  const revision = split.revision;
  if (typeof revision !== 'number' || !(revision >= 0 && revision === Math.floor(revision))) return null;
  const cohorts = split.cohorts;
  if (!Array.isArray(cohorts) || cohorts.length > MAX_COHORTS || !cohorts.every(isName)) return null;
  return {
    stable: split.stable,
    canary: split.canary,
    weight: weight,
    salt: salt,
    revision: revision,
    cohorts: cohorts,
  };
}
