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

/** Errors this unlikely at the guard's rate mean that the rate is above it: once in a million minutes by chance. */
const BURNING = Math.log(1e-6);

/** Returns whether an arm is above the guard's error rate in the last three minutes, beyond chance. */
export function isBurning(arms: readonly ArmMinute[], guard: number | null): boolean {
  if (guard === null) return false;
  const requests = arms.reduce((sum, arm) => sum + arm.requests, 0);
  const errors = arms.reduce((sum, arm) => sum + arm.errors, 0);
  return errors > requests * guard && lnBinomialTail(errors, requests, guard) <= BURNING;
}
