import { type ComponentReading, contentWords } from '../domain/environment/component.ts';
import type { EnvironmentId } from '../domain/environment/environment.ts';

/** The relation of the two environments of a component. */
export type Standing =
  | { readonly kind: 'in-step' }
  /** `side` has the older version, or nothing; the other one has the newest. */
  | { readonly kind: 'behind'; readonly side: EnvironmentId }
  /** They differ, and nothing tells which one is newer. */
  | { readonly kind: 'unknown'; readonly why: string };

/**
 * Compares the two environments of a component. Equal digests are in step, whatever their order; an environment that has nothing is
 * behind one that has something; otherwise the higher order is newer. A tie, or an unknown order, is never guessed.
 */
export function compareEnvironments(reading: ComponentReading): Standing {
  const { a, b } = reading;
  if (a?.digest === b?.digest) return { kind: 'in-step' };
  if (a === null || b === null) return { kind: 'behind', side: a === null ? 'a' : 'b' };
  if (a.order === null || b.order === null) return unknownOrder(reading, 'the age of one of them is not known');
  if (a.order === b.order) return unknownOrder(reading, 'they are equally old');
  return { kind: 'behind', side: a.order < b.order ? 'a' : 'b' };
}

function unknownOrder({ name, a, b }: ComponentReading, because: string): Standing {
  return {
    kind: 'unknown',
    why: `${name} is ${contentWords(a)} in a and ${contentWords(b)} in b, and ${because}, so that nothing tells which is newer.`,
  };
}
