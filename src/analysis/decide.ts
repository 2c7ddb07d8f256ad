import { EXCLUDED } from './errors/exclusion.ts';
import { type Evidence, isMixture, NO_CUSTOM } from './evidence.ts';
import { isBurning } from './guard.ts';
import type { JudgePolicy } from './policy.ts';
import type { Verdict } from './verdict.ts';

/** The outcome, its reason, and the critical tests that were crossed. */
export type Decision = Pick<Verdict, 'outcome' | 'reason' | 'crossed' | 'isFix'>;

const ERRORS = 'errors';
const LATENCY = 'latency';

/** Returns the names of the critical tests whose boundary is crossed. */
function crossedTests(evidence: Evidence, policy: JudgePolicy): readonly string[] {
  const errors = isMixture(policy) ? evidence.mixture : evidence.errors;
  const custom = policy.metrics
    .filter(({ role }) => role === 'critical')
    .filter(({ name }) => {
      const { counts, values } = evidence.custom[name] ?? NO_CUSTOM;
      return counts.isCrossed || values.isCrossed;
    });
  return [
    ...(errors.isCrossed ? [ERRORS] : []),
    ...(evidence.latency.isCrossed ? [LATENCY] : []),
    ...custom.map(({ name }) => name),
  ];
}

/**
 * Returns what the evidence says. A crossed boundary stands whatever else holds. Then come reasons not to know: missing data
 * and an incident that both versions share, which never promotes and never blames. Healthy is what excludes a bad canary.
 */
export function decide(evidence: Evidence, policy: JudgePolicy): Decision {
  const crossed = crossedTests(evidence, policy);
  const canaryBurns = isBurning(evidence.recent.canary, policy.guard);
  const stableBurns = isBurning(evidence.recent.stable, policy.guard);
  const hasControl = evidence.share < 1;
  const isFix = hasControl && stableBurns && !canaryBurns && evidence.recent.canary.length > 0;
  const say = (outcome: Decision['outcome'], reason: Decision['reason']): Decision => ({
    ...{ outcome, reason, crossed, isFix },
  });
  if (crossed.length > 0) return say('unhealthy', 'boundary-crossed');
  if (evidence.recent.canary.length === 0) return say('inconclusive', 'no-data');
  if (canaryBurns && stableBurns) return say('inconclusive', 'shared-incident');
  if (!hasControl) return canaryBurns ? say('unhealthy', 'above-guard') : say(...withoutControl(evidence, policy));
  if (evidence.recent.stable.length === 0) return say('inconclusive', 'no-data');
  return say(...exclusionReason(evidence));
}

function exclusionReason({ exclusion }: Evidence): readonly [Verdict['outcome'], Verdict['reason']] {
  if (exclusion.twice >= EXCLUDED) return ['healthy', 'twice-excluded'];
  if (exclusion.rate >= EXCLUDED) return ['healthy', 'rate-excluded'];
  return ['inconclusive', 'too-little-traffic'];
}

/** At 100 % the comparison stays what it was at the last share below; with a guard, the canary is below it. */
function withoutControl(evidence: Evidence, policy: JudgePolicy): readonly [Verdict['outcome'], Verdict['reason']] {
  const [outcome, reason] = exclusionReason(evidence);
  return outcome === 'healthy' && policy.guard !== null ? ['healthy', 'no-control'] : [outcome, reason];
}
