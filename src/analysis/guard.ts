import type { ArmMinute } from '../domain/analysis/minute.ts';
import { lnBinomialTail } from './numbers/binomial.ts';

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
  return arms.some((_, first) => {
    const window = arms.slice(first);
    const requests = window.reduce((sum, arm) => sum + arm.requests, 0);
    const errors = window.reduce((sum, arm) => sum + arm.errors, 0);
    return errors > requests * guard && lnBinomialTail(errors, requests, guard) <= BURNING;
  });
}
