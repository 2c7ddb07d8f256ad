import type { Service } from '../rollout/service.ts';
import { LABELS } from './furnish.ts';
import { holderOf, type Splits, sidesOf } from './roles.ts';

/** What can be rolled out of a service, and what its users have. */
export interface Versions {
  /** Labels of versions, or identifiers of records. */
  readonly all: readonly string[];
  readonly current: string;
  /** What comes after the current one. */
  readonly next: string;
}

/** Tells the versions of a service as the models have its first target now. */
export function versionsOf({ targets }: Service, splits: Splits): Versions | null {
  const [target] = targets;
  if (target === undefined) return null;
  const holder = holderOf(target, splits);
  const isAlias = target.kind === 'lambda-alias';
  const all = isAlias ? LABELS : sidesOf(target);
  const current = isAlias ? (LABELS[Number(holder) - 1] ?? holder) : holder;
  return { all, current, next: all[(all.indexOf(current) + 1) % all.length] as string };
}
