import { information } from './spending.ts';

/** Errors so far by the share of the canary that was in force. */
export type ErrorsByShare = ReadonlyMap<number, number>;

/** Returns the errors with those of one more minute. */
export function addErrors(errors: ErrorsByShare, share: number, count: number): ErrorsByShare {
  return new Map(errors).set(share, (errors.get(share) ?? 0) + count);
}

/**
 * Returns how many times wider the canary's errors spread than independent ones when users stay in their arm.
 *
 * A user whose hash is below the share is in the canary, so two minutes at shares v and w have the covariance
 * min(v, w) − v·w for what one user does in both. `burst` is the spread within an incident (retries), `persistence` the sum
 * of squares of the users' shares of all errors: 1 / (effective number of users who fail).
 *
 * Source: Kish, Survey Sampling (1965), section 5.4, for the design effect of clusters.
 */
export function designEffect(
  { burst, persistence }: { readonly burst: number; readonly persistence: number },
  errors: ErrorsByShare,
): number {
  let [persistent, binomial] = [0, 0];
  for (const [v, some] of errors) {
    binomial += some * information(v);
    for (const [w, others] of errors) persistent += some * others * (Math.min(v, w) - v * w);
  }
  return binomial === 0 ? burst : burst + (persistence * persistent) / binomial;
}
