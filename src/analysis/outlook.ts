import { EXCLUDED, rateEvidence, twiceEvidence } from './errors/exclusion.ts';
import { type Evidence, exclusionEvents, isMixture } from './evidence.ts';
import type { JudgePolicy } from './policy.ts';

/**
 * Returns the expected minutes at the latest traffic and share until healthy is known if the canary fails as often as stable
 * does; null where it is known, or where this traffic never says so.
 */
export function minutesToHealthy(evidence: Evidence, policy: JudgePolicy): number | null {
  const { last, totals, minutes, exclusion } = evidence;
  if (last === null || Math.max(exclusion.twice, exclusion.rate) >= EXCLUDED) return null;
  const events = exclusionEvents(last, policy);
  if (events === null || events.share <= 0 || events.share >= 1) return null;
  const effect = isMixture(policy) ? evidence.mixture.designEffect : 1;
  const requests = totals.canary.requests + totals.stable.requests;
  const errors = totals.canary.errors + totals.stable.errors;
  if (requests === 0) return null;
  // The rates of the whole rollout, per minute: one minute alone may have none.
  const counted = policy.errorsBy === 'users' && policy.split === 'user' ? evidence.errors.total : errors;
  const perMinute = counted / minutes.compared;
  const canaryRequests = (requests / minutes.compared) * events.share;
  const twice = twiceEvidence({ total: perMinute, canary: perMinute * events.share, share: events.share });
  const rate = rateEvidence({ requests: canaryRequests, errors: (errors / requests) * canaryRequests });
  const waits = [(EXCLUDED - exclusion.twice) / (twice / effect), (EXCLUDED - exclusion.rate) / (rate / effect)].filter(
    (wait) => wait > 0 && Number.isFinite(wait),
  );
  return waits.length === 0 ? null : Math.ceil(Math.min(...waits));
}
