import type { Step } from '../steps.ts';

/** What holds at every step, whatever happens. */
export interface Law {
  /** Stable, so that a shorter world is known to break the same law. */
  readonly code: string;
  /** The law as the end of a sentence that begins with "decide". */
  readonly says: string;
  /** @throws Error when a step breaks the law, with what it found */
  readonly keep: (step: Step) => void;
}

/** A step breaks a law. */
export class LawBroken extends Error {
  readonly code: string;
  constructor({ code, says }: Law, { cause }: { readonly cause: unknown }) {
    super(`decide ${says}. It does not: ${cause instanceof Error ? cause.message : cause}`, { cause });
    this.name = 'LawBroken';
    this.code = code;
  }
}

/**
 * Throws unless something holds. A million worlds ask it a billion times: where finding the words costs something, they are a function.
 *
 * @param found what is wrong where it does not hold
 */
export function insist(holds: boolean, found: string | (() => string)): asserts holds {
  if (!holds) throw new Error(typeof found === 'string' ? found : found());
}

/** A value as it is shown in what a law found. */
export function show(value: unknown): string {
  return JSON.stringify(value) ?? String(value);
}

/** Checks every law on a step. @throws LawBroken for the first that it breaks */
export function keepAll(laws: readonly Law[], step: Step): void {
  for (const law of laws) {
    try {
      law.keep(step);
    } catch (error) {
      throw new LawBroken(law, { cause: error });
    }
  }
}
