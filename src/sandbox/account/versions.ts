import type { Service } from '../../domain/service.ts';
import type { Stack } from '../traffic/stacks.ts';
import { mainHolder, type Splits, splitNames } from './roles.ts';
import { LABELS } from './seed.ts';

/** The versions of a service that can be started, and the one that its users have. */
export interface Versions {
  /** Labels of versions, or identifiers of records. */
  readonly all: readonly string[];
  readonly current: string;
  /** The version after the current one. */
  readonly next: string;
}

/**
 * Returns the versions of a service, as the models have its first target now. For a stack they are those of its front end: the
 * next one is the other environment's version if that is newer, otherwise a new label.
 * @param stack null where the service is none
 */
export function currentVersions({ targets }: Service, splits: Splits, stack: Stack | null): Versions | null {
  const [target] = targets;
  if (target === undefined) return null;
  const holder = mainHolder(target, splits);
  if (stack !== null) return stackVersions(stack, holder);
  const sides = splitNames(target);
  const all = sides ?? LABELS;
  const current = sides === null ? (LABELS[Number(holder) - 1] ?? holder) : holder;
  return { all, current, next: all[(all.indexOf(current) + 1) % all.length] as string };
}

function stackVersions({ chain }: Stack, holder: string): Versions {
  const [a, b] = (['a', 'b'] as const).map((side) => chain.layers()[0]?.versions[side] ?? '') as [string, string];
  const [current, candidate] = holder === 'a' ? [a, b] : [b, a];
  const next = isNewer(candidate, current) ? candidate : nextLabel(current);
  const all = [...new Set([...LABELS, a, b, next])].toSorted((one, two) => (isNewer(one, two) ? 1 : -1));
  return { all, current, next };
}

/** Compares labels by their numbers: v100 comes after v99. */
function isNewer(one: string, other: string): boolean {
  return one.localeCompare(other, 'en', { numeric: true }) > 0;
}

/** Returns the next label: `v55` after `v54`. */
function nextLabel(label: string): string {
  return label.replace(/\d+$/, (number) => String(Number(number) + 1));
}
