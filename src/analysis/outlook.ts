import { EXCLUDED, rateEvidence, twiceEvidence } from './errors/exclusion.ts';
import { type Evidence, exclusionEvents, isMixture, valueEffect } from './evidence.ts';
import { expectedSlowExclusion } from './latency/exclusion.ts';
import type { JudgePolicy } from './policy.ts';

/**
 * Returns the expected minutes at the latest traffic and share until healthy is known if the canary is like stable; null where it
 * is known, or where this traffic never says so.
 */
export function minutesToHealthy(evidence: Evidence, policy: JudgePolicy): number | null {
  const waits = [minutesToErrors(evidence, policy), minutesToLatency(evidence, policy)];
  const longest = Math.max(...waits);
  return longest <= 0 || !Number.isFinite(longest) ? null : Math.ceil(longest);
}

/** Returns the minutes until more errors are excluded: 0 where they are, and infinite where this traffic never does. */
function minutesToErrors(evidence: Evidence, policy: JudgePolicy): number {
  const { last, totals, minutes, exclusion } = evidence;
  if (Math.max(exclusion.twice, exclusion.rate) >= EXCLUDED) return 0;
  const events = last === null ? null : exclusionEvents(last, policy);
  if (events === null || events.share <= 0 || events.share >= 1) return Number.POSITIVE_INFINITY;
  const effect = isMixture(policy) ? evidence.mixture.designEffect : 1;
  const requests = totals.canary.requests + totals.stable.requests;
  const errors = totals.canary.errors + totals.stable.errors;
  if (requests === 0) return Number.POSITIVE_INFINITY;
  // The rates of the whole rollout, per minute: one minute alone may have none.
  const counted = policy.errorsBy === 'users' && policy.split === 'user' ? evidence.errors.total : errors;
  const perMinute = counted / minutes.compared;
  const canaryRequests = (requests / minutes.compared) * events.share;
  const twice = twiceEvidence({ total: perMinute, canary: perMinute * events.share, share: events.share });
  const rate = rateEvidence({ requests: canaryRequests, errors: (errors / requests) * canaryRequests });
  const waits = [(EXCLUDED - exclusion.twice) / (twice / effect), (EXCLUDED - exclusion.rate) / (rate / effect)];
  return Math.min(...waits.filter((wait) => wait > 0), Number.POSITIVE_INFINITY);
}

/** Returns the minutes until a slower canary is excluded: 0 where it is, or where latency is not known. */
function minutesToLatency({ slowness, last, totals, minutes }: Evidence, policy: JudgePolicy): number {
  if (slowness === null || slowness >= EXCLUDED || last === null) return 0;
  const requests = (totals.canary.requests + totals.stable.requests) / minutes.compared;
  return (EXCLUDED - slowness) / (expectedSlowExclusion(requests, last.share) / valueEffect(policy));
}
