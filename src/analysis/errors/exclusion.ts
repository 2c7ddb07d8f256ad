import type { Events } from './boundary.ts';

/** The evidence against a bad canary, after some minutes: ln of how much likelier the data are if it is good. */
export interface Exclusion {
  /** Against "at least twice the errors of stable". */
  readonly twice: number;
  /** Against "0.5 % of requests fail, or more", where 0.1 % is good. */
  readonly rate: number;
}

export const NOTHING_EXCLUDED: Exclusion = { twice: 0, rate: 0 };

/** Excluded means ten times likelier if good: of canaries that are twice as bad, at most one in ten is ever called healthy. */
export const EXCLUDED = Math.log(10);

const GOOD_RATE = 0.001;
const BAD_RATE = 0.005;

/** Returns what a minute adds to the evidence against an absolute rate of 0.5 %. */
export function rateEvidence({ requests, errors }: { readonly requests: number; readonly errors: number }): number {
  return (BAD_RATE - GOOD_RATE) * requests - errors * Math.log(BAD_RATE / GOOD_RATE);
}

/** Returns what a minute adds to the evidence against twice the errors of stable. */
export function twiceEvidence({ total, canary, share }: Events): number {
  return total * Math.log1p(share) - canary * Math.LN2;
}

/**
 * Takes one minute in. Both are likelihood ratios, so the chance that a bad canary ever reaches ten is at most a tenth
 * (Wald 1945; Ville). Neither looks at stable's past: what drifts in both arms excludes nothing.
 */
export function exclude(
  exclusion: Exclusion,
  events: Events,
  canary: { readonly requests: number; readonly errors: number },
  designEffect: number,
): Exclusion {
  return {
    twice: exclusion.twice + twiceEvidence(events) / designEffect,
    rate: exclusion.rate + rateEvidence(canary) / designEffect,
  };
}
