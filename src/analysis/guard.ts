import type { ArmMinute } from '../domain/analysis/minute.ts';
import { lnBinomialTail } from './numbers/binomial.ts';
import type { CustomMetric } from './policy.ts';

/** The requests and errors of both arms in the last minutes, newest last. */
export interface Recent {
  readonly canary: readonly ArmMinute[];
  readonly stable: readonly ArmMinute[];
}

export const NOTHING_RECENT: Recent = { canary: [], stable: [] };

const WINDOW = 3;

export function remember(recent: Recent, minute: { canary: ArmMinute | null; stable: ArmMinute | null }): Recent {
  const push = (arms: readonly ArmMinute[], arm: ArmMinute | null) =>
    arm === null ? [] : [...arms, arm].slice(-WINDOW);
  return { canary: push(recent.canary, minute.canary), stable: push(recent.stable, minute.stable) };
}

/**
 * Errors this unlikely at the guard's rate mean that the rate is above it: once in a million minutes by chance. A third for each
 * window.
 */
const BURNING = Math.log(1e-6 / WINDOW);

/**
 * Returns whether an arm is above the guard's error rate beyond chance: in the last minute, the last two or the last three. An
 * incident that has just begun is seen in the last one, a smaller one in all three.
 */
export function isBurning(arms: readonly ArmMinute[], guard: number | null): boolean {
  if (guard === null) return false;
  return isAbove(
    arms.map(({ errors, requests }) => ({ cases: errors, chances: requests })),
    guard,
  );
}

type Count = NonNullable<ArmMinute['counts']>[string];

function isAbove(counts: readonly Count[], rate: number): boolean {
  return counts.some((_, first) => {
    const { cases, chances } = sumCounts(counts.slice(first));
    return cases > chances * rate && lnBinomialTail(cases, chances, rate) <= BURNING;
  });
}

/** Adds the counts of several minutes. */
export function sumCounts(counts: readonly Count[]): Count {
  return counts.reduce((sum, one) => ({ cases: sum.cases + one.cases, chances: sum.chances + one.chances }), {
    cases: 0,
    chances: 0,
  });
}

/** Returns the cases of a metric in the last minutes of an arm where they are beyond its limit as surely; else null. */
export function findBeyond(arms: readonly ArmMinute[], { name, worseWhen, limit }: CustomMetric): Count | null {
  if (limit === null) return null;
  const counts = arms.flatMap((arm) => arm.counts?.[name] ?? []);
  const misses = counts.map(({ cases, chances }) => ({ cases: chances - cases, chances }));
  const isBeyond = worseWhen === 'higher' ? isAbove(counts, limit) : isAbove(misses, 1 - limit);
  return isBeyond ? sumCounts(counts) : null;
}
